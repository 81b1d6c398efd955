"""What the screens of change ask of the log and hold as frozen values: no textual."""
