"""A report held against the log: read back, made again, compared."""
