"""Floor 4: a folder becomes evidence: walk, probe, decide, record."""
