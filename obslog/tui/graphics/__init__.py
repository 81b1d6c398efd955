"""Real pixels where a terminal can show them: kitty graphics, sixel."""
