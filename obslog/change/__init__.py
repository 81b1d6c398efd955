"""Floor 2: what differs between looks; pure functions over the model."""
