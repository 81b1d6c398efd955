"""The pictures of a report: which changes get them, of which ground, cut and verified."""
