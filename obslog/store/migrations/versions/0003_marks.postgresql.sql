-- Marks, alignments, and indexes by which the queue and undo answer at once. Frozen.
--;
CREATE TABLE marks (
  id TEXT COLLATE "C" NOT NULL,
  image_id TEXT COLLATE "C" NOT NULL,
  look_id TEXT COLLATE "C",
  kind TEXT COLLATE "C" NOT NULL,
  points TEXT COLLATE "C" NOT NULL,
  types TEXT COLLATE "C" NOT NULL,
  confidence TEXT COLLATE "C" NOT NULL,
  status TEXT COLLATE "C" NOT NULL,
  area_id TEXT COLLATE "C",
  lon DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  state TEXT COLLATE "C",
  remarks TEXT COLLATE "C",
  carried_from TEXT COLLATE "C",
  analyst TEXT COLLATE "C",
  analyst_basis TEXT COLLATE "C",
  created_at TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  before_id TEXT COLLATE "C" NOT NULL,
  after_id TEXT COLLATE "C" NOT NULL,
  scale DOUBLE PRECISION,
  angle_deg DOUBLE PRECISION,
  shift_column DOUBLE PRECISION,
  shift_row DOUBLE PRECISION,
  pairs TEXT COLLATE "C",
  reason TEXT COLLATE "C",
  analyst TEXT COLLATE "C",
  analyst_basis TEXT COLLATE "C",
  created_at TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
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
CREATE INDEX ix_journal_look ON journal ((substring(left(payload, 10000) from '"look":"([0-9A-Z]{26})"')), seq)
