"""Formats in and out, one file a format: what obslog writes, it reads back without loss."""
