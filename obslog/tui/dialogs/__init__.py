"""Dialogs: one question each, answered or left with Esc."""
