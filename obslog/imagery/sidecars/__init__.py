"""Readers of the files that lie beside an image and say what it is; one small parser a file."""
