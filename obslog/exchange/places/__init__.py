"""Site lists of other tools, read: all that is new, or nothing."""
