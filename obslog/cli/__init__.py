"""Floor 6: the command line, one file a noun; errors become exit codes in one place."""
