"""Orders at providers: the Sensor Tasking API, their keys, preparing, sending, following."""
