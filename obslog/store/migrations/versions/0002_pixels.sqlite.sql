-- What the pixels said of images, ties, and who joined them; a run's sign of life. Frozen.
--;
ALTER TABLE images ADD COLUMN error_m DOUBLE
--;
ALTER TABLE images ADD COLUMN phash TEXT
--;
ALTER TABLE images ADD COLUMN valid_share DOUBLE
--;
ALTER TABLE images ADD COLUMN valid_area TEXT
--;
ALTER TABLE images ADD COLUMN ties TEXT
--;
ALTER TABLE images ADD COLUMN acquisition_basis TEXT
--;
ALTER TABLE import_runs ADD COLUMN heartbeat_at TEXT
