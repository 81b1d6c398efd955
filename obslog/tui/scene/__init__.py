"""What the scene screen knows, as frozen state and pure functions: no textual, no log."""
