-- Marks, alignments, and indexes by which the queue and undo answer at once. Frozen.
--;
CREATE TABLE marks (
  id TEXT NOT NULL,
  image_id TEXT NOT NULL,
  look_id TEXT,
  kind TEXT NOT NULL,
  points TEXT NOT NULL,
  types TEXT NOT NULL,
  confidence TEXT NOT NULL,
  status TEXT NOT NULL,
  area_id TEXT,
  lon DOUBLE,
  lat DOUBLE,
  state TEXT,
  remarks TEXT,
  carried_from TEXT,
  analyst TEXT,
  analyst_basis TEXT,
  created_at TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_marks PRIMARY KEY (id),
  CONSTRAINT ck_marks_live CHECK (live in (0, 1)),
  CONSTRAINT fk_marks_image_id FOREIGN KEY(image_id) REFERENCES images (id),
  CONSTRAINT fk_marks_look_id FOREIGN KEY(look_id) REFERENCES looks (id),
  CONSTRAINT fk_marks_carried_from FOREIGN KEY(carried_from) REFERENCES marks (id)
)
--;
CREATE INDEX ix_marks_image_id_live ON marks (image_id, live)
--;
CREATE INDEX ix_marks_look_id_live ON marks (look_id, live)
--;
CREATE TABLE alignments (
  id TEXT NOT NULL,
  before_id TEXT NOT NULL,
  after_id TEXT NOT NULL,
  scale DOUBLE,
  angle_deg DOUBLE,
  shift_column DOUBLE,
  shift_row DOUBLE,
  pairs TEXT,
  reason TEXT,
  analyst TEXT,
  analyst_basis TEXT,
  created_at TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_alignments PRIMARY KEY (id),
  CONSTRAINT ck_alignments_live CHECK (live in (0, 1)),
  CONSTRAINT fk_alignments_before_id FOREIGN KEY(before_id) REFERENCES images (id),
  CONSTRAINT fk_alignments_after_id FOREIGN KEY(after_id) REFERENCES images (id)
)
--;
CREATE INDEX ix_alignments_before_id_after_id ON alignments (before_id, after_id)
--;
DROP INDEX ix_image_sites_image_id
--;
CREATE INDEX ix_image_sites_image_id_site_id_live ON image_sites (image_id, site_id, live)
--;
CREATE INDEX ix_images_latest_id ON images (latest, id)
--;
CREATE INDEX ix_journal_reverts ON journal (reverts) WHERE reverts IS NOT NULL
--;
CREATE INDEX ix_journal_look ON journal (CASE instr(substr(payload, 1, 10000), '"look":"') WHEN 0 THEN NULL ELSE substr(payload, instr(payload, '"look":"') + 8, 26) END, seq)
