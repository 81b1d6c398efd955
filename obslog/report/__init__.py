"""Floor 4: one report model; renderers beside each other."""
