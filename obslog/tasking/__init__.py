"""Tasking: what the log does not know becomes a question, and a question meets the satellites that could answer it."""
