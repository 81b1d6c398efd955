"""The terminal UI: screens over `Log`; nothing here opens a file of evidence or a database itself."""
