"""Floor 2: coordinates, gazetteer and ground geometry; pure, heavy libraries imported inside functions."""
