"""What is not known and what is asked for: open questions, gaps, proposals of the log, requirements."""
