"""STAC catalogues out and in."""
