"""Looks from sheets: which column is what, dates never guessed, each line checked."""
