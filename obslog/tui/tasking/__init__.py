"""What the tasking screens know apart from how it is shown."""
