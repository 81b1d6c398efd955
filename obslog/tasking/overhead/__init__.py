"""What passes overhead: element sets kept and read, the sensors that are known, passes asked for in words."""
