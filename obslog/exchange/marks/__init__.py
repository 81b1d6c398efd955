"""Marks of other tools, a file a format."""
