"""The terminal UI in a browser on this machine: a guarded door, a page, and one child process for each window."""
