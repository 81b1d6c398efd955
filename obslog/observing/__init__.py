"""Floor 4: what an analyst records and asks: sites, looks, statements, diffs, searches, undo."""
