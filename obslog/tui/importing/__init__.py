"""The import from inside: its state, its thread, and the folders that its field offers; no screen."""
