"""What to order: the archive first, opportunities ranked with a reason each, a plan under a budget."""
