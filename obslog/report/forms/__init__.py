"""The forms of a report beside each other: HTML, PDF, Markdown, JSON, text, chat; one drawing of a chart for all."""
