-- What the pixels said of images, ties, and who joined them; a run's sign of life. Frozen.
--;
ALTER TABLE images ADD COLUMN error_m DOUBLE PRECISION
--;
ALTER TABLE images ADD COLUMN phash TEXT COLLATE "C"
--;
ALTER TABLE images ADD COLUMN valid_share DOUBLE PRECISION
--;
ALTER TABLE images ADD COLUMN valid_area TEXT COLLATE "C"
--;
ALTER TABLE images ADD COLUMN ties TEXT COLLATE "C"
--;
ALTER TABLE images ADD COLUMN acquisition_basis TEXT COLLATE "C"
--;
ALTER TABLE import_runs ADD COLUMN heartbeat_at TEXT COLLATE "C"
