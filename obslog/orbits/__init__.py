"""Orbits: element sets, where satellites are and what they can see; pure numpy and sgp4, no files, no network."""
