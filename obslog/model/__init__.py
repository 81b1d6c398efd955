"""Floor 1: the words of the trade as frozen values; no input or output, standard library only."""
