"""What the first screen knows: sites, what waits, what is open; and how its rows read."""
