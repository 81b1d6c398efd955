"""Widgets: they render state and post messages, and never ask the log."""
