"""Pictures as cells of a terminal: pure numpy, no textual."""
