"""What a report says, before it has a form: each part made from what was read, as frozen values."""
