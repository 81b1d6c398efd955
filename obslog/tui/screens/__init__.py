"""Screens: one file, one screen; a screen decides what its widgets only show."""
