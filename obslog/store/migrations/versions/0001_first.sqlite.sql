-- The first schema. Frozen: later changes are migrations of their own.
--;
CREATE TABLE acquisitions (
  id TEXT NOT NULL,
  platform TEXT,
  earliest TEXT,
  latest TEXT,
  note TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_acquisitions PRIMARY KEY (id),
  CONSTRAINT ck_acquisitions_live CHECK (live in (0, 1))
)
--;
CREATE TABLE boxes (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  row_id TEXT NOT NULL,
  west DOUBLE NOT NULL,
  south DOUBLE NOT NULL,
  east DOUBLE NOT NULL,
  north DOUBLE NOT NULL,
  CONSTRAINT pk_boxes PRIMARY KEY (id)
)
--;
CREATE INDEX ix_boxes_kind_row_id ON boxes (kind, row_id)
--;
CREATE TABLE exports (
  id TEXT NOT NULL,
  at TEXT NOT NULL,
  path TEXT NOT NULL,
  format TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  head TEXT NOT NULL,
  mark TEXT NOT NULL,
  CONSTRAINT pk_exports PRIMARY KEY (id)
)
--;
CREATE TABLE import_runs (
  id TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  state TEXT,
  options TEXT,
  root TEXT,
  host TEXT,
  pid INTEGER,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_import_runs PRIMARY KEY (id),
  CONSTRAINT ck_import_runs_live CHECK (live in (0, 1))
)
--;
CREATE TABLE journal (
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  actor TEXT NOT NULL,
  actor_basis TEXT NOT NULL,
  action TEXT NOT NULL,
  prev TEXT NOT NULL,
  hash TEXT NOT NULL,
  reverts INTEGER,
  payload TEXT NOT NULL,
  CONSTRAINT pk_journal PRIMARY KEY (seq),
  CONSTRAINT uq_journal_prev UNIQUE (prev),
  CONSTRAINT uq_journal_hash UNIQUE (hash)
)
--;
CREATE TABLE search_rows (
  id INTEGER NOT NULL,
  kind TEXT NOT NULL,
  row_id TEXT NOT NULL,
  body TEXT NOT NULL,
  CONSTRAINT pk_search_rows PRIMARY KEY (id)
)
--;
CREATE INDEX ix_search_rows_kind_row_id ON search_rows (kind, row_id)
--;
CREATE TABLE settings (
  id TEXT NOT NULL,
  value TEXT NOT NULL,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_settings PRIMARY KEY (id),
  CONSTRAINT ck_settings_live CHECK (live in (0, 1))
)
--;
CREATE TABLE sites (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  lon DOUBLE,
  lat DOUBLE,
  geometry TEXT,
  icao TEXT,
  timezone TEXT,
  country TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_sites PRIMARY KEY (id),
  CONSTRAINT ck_sites_live CHECK (live in (0, 1))
)
--;
CREATE UNIQUE INDEX uq_sites_name_key_live ON sites (name_key) WHERE live = 1
--;
CREATE TABLE sources (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  reliability TEXT,
  url TEXT,
  notes TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_sources PRIMARY KEY (id),
  CONSTRAINT ck_sources_live CHECK (live in (0, 1))
)
--;
CREATE UNIQUE INDEX uq_sources_name_key_live ON sources (name_key) WHERE live = 1
--;
CREATE TABLE types_added (
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  parent TEXT,
  aliases TEXT,
  nato TEXT,
  length_m DOUBLE,
  span_m DOUBLE,
  height_m DOUBLE,
  note TEXT,
  source TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_types_added PRIMARY KEY (id),
  CONSTRAINT ck_types_added_live CHECK (live in (0, 1))
)
--;
CREATE UNIQUE INDEX uq_types_added_name_key_live ON types_added (name_key) WHERE live = 1
--;
CREATE TABLE areas (
  id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  geometry TEXT,
  capacity TEXT,
  version INTEGER,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_areas PRIMARY KEY (id),
  CONSTRAINT ck_areas_live CHECK (live in (0, 1)),
  CONSTRAINT fk_areas_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
)
--;
CREATE INDEX ix_areas_site_id ON areas (site_id)
--;
CREATE UNIQUE INDEX uq_areas_site_id_name_key_live ON areas (site_id, name_key) WHERE live = 1
--;
CREATE TABLE assessments (
  id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  text TEXT NOT NULL,
  likelihood TEXT,
  confidence TEXT,
  based_on TEXT,
  when_text TEXT,
  when_edtf TEXT,
  earliest TEXT,
  latest TEXT,
  precision TEXT,
  basis TEXT,
  when_zone TEXT,
  when_qualifier TEXT,
  when_warnings TEXT,
  analyst TEXT,
  supersedes TEXT,
  why TEXT,
  created_at TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_assessments PRIMARY KEY (id),
  CONSTRAINT ck_assessments_live CHECK (live in (0, 1)),
  CONSTRAINT fk_assessments_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
  CONSTRAINT fk_assessments_supersedes FOREIGN KEY(supersedes) REFERENCES assessments (id)
)
--;
CREATE INDEX ix_assessments_site_id ON assessments (site_id)
--;
CREATE TABLE images (
  id TEXT NOT NULL,
  name TEXT,
  size INTEGER,
  acquisition_id TEXT,
  when_text TEXT,
  when_edtf TEXT,
  earliest TEXT,
  latest TEXT,
  precision TEXT,
  basis TEXT,
  when_zone TEXT,
  when_qualifier TEXT,
  when_warnings TEXT,
  driver TEXT,
  width INTEGER,
  height INTEGER,
  bands INTEGER,
  dtype TEXT,
  crs TEXT,
  georeference TEXT,
  footprint TEXT,
  gsd_m DOUBLE,
  provider TEXT,
  platform TEXT,
  instrument TEXT,
  off_nadir_deg DOUBLE,
  incidence_deg DOUBLE,
  sun_elevation_deg DOUBLE,
  cloud_fraction DOUBLE,
  drawn INTEGER,
  tags TEXT,
  field_basis TEXT,
  warnings TEXT,
  licence TEXT,
  attribution TEXT,
  decoded INTEGER,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_images PRIMARY KEY (id),
  CONSTRAINT ck_images_live CHECK (live in (0, 1)),
  CONSTRAINT fk_images_acquisition_id FOREIGN KEY(acquisition_id) REFERENCES acquisitions (id)
)
--;
CREATE INDEX ix_images_acquisition_id ON images (acquisition_id)
--;
CREATE INDEX ix_images_earliest ON images (earliest)
--;
CREATE TABLE site_names (
  id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  kind TEXT NOT NULL,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_site_names PRIMARY KEY (id),
  CONSTRAINT ck_site_names_live CHECK (live in (0, 1)),
  CONSTRAINT fk_site_names_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
)
--;
CREATE INDEX ix_site_names_name_key ON site_names (name_key)
--;
CREATE INDEX ix_site_names_site_id ON site_names (site_id)
--;
CREATE TABLE statements (
  id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  source_id TEXT NOT NULL,
  when_text TEXT,
  when_edtf TEXT,
  earliest TEXT,
  latest TEXT,
  precision TEXT,
  basis TEXT,
  when_zone TEXT,
  when_qualifier TEXT,
  when_warnings TEXT,
  text TEXT,
  reliability TEXT,
  credibility TEXT,
  origin TEXT,
  acquisition_id TEXT,
  movement TEXT,
  kind TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_statements PRIMARY KEY (id),
  CONSTRAINT ck_statements_live CHECK (live in (0, 1)),
  CONSTRAINT fk_statements_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
  CONSTRAINT fk_statements_source_id FOREIGN KEY(source_id) REFERENCES sources (id),
  CONSTRAINT fk_statements_acquisition_id FOREIGN KEY(acquisition_id) REFERENCES acquisitions (id)
)
--;
CREATE INDEX ix_statements_site_id ON statements (site_id)
--;
CREATE INDEX ix_statements_source_id ON statements (source_id)
--;
CREATE TABLE image_files (
  id TEXT NOT NULL,
  image_id TEXT NOT NULL,
  path TEXT NOT NULL,
  path_bytes TEXT,
  size INTEGER,
  mtime_ns INTEGER,
  device INTEGER,
  inode INTEGER,
  role TEXT NOT NULL,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_image_files PRIMARY KEY (id),
  CONSTRAINT ck_image_files_live CHECK (live in (0, 1)),
  CONSTRAINT fk_image_files_image_id FOREIGN KEY(image_id) REFERENCES images (id)
)
--;
CREATE INDEX ix_image_files_image_id ON image_files (image_id)
--;
CREATE INDEX ix_image_files_path ON image_files (path)
--;
CREATE TABLE image_sites (
  id TEXT NOT NULL,
  image_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  covered_share DOUBLE,
  basis TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_image_sites PRIMARY KEY (id),
  CONSTRAINT ck_image_sites_live CHECK (live in (0, 1)),
  CONSTRAINT fk_image_sites_image_id FOREIGN KEY(image_id) REFERENCES images (id),
  CONSTRAINT fk_image_sites_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
)
--;
CREATE INDEX ix_image_sites_image_id ON image_sites (image_id)
--;
CREATE INDEX ix_image_sites_site_id_live_image_id ON image_sites (site_id, live, image_id)
--;
CREATE TABLE import_items (
  id TEXT NOT NULL,
  run_id TEXT NOT NULL,
  path TEXT NOT NULL,
  path_bytes TEXT,
  size INTEGER,
  mtime_ns INTEGER,
  device INTEGER,
  inode INTEGER,
  sha256 TEXT,
  outcome TEXT NOT NULL,
  reason TEXT,
  image_id TEXT,
  when_json TEXT,
  warnings TEXT,
  decided_by TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_import_items PRIMARY KEY (id),
  CONSTRAINT ck_import_items_live CHECK (live in (0, 1)),
  CONSTRAINT fk_import_items_run_id FOREIGN KEY(run_id) REFERENCES import_runs (id),
  CONSTRAINT fk_import_items_image_id FOREIGN KEY(image_id) REFERENCES images (id)
)
--;
CREATE INDEX ix_import_items_path ON import_items (path)
--;
CREATE INDEX ix_import_items_run_id ON import_items (run_id)
--;
CREATE INDEX ix_import_items_sha256 ON import_items (sha256)
--;
CREATE TABLE looks (
  id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  image_id TEXT,
  acquisition_id TEXT,
  analyst TEXT,
  analyst_basis TEXT,
  status TEXT NOT NULL,
  when_text TEXT,
  when_edtf TEXT,
  earliest TEXT,
  latest TEXT,
  precision TEXT,
  basis TEXT,
  when_zone TEXT,
  when_qualifier TEXT,
  when_warnings TEXT,
  min_resolved_m DOUBLE,
  min_resolved_basis TEXT,
  no_change_since TEXT,
  derived_from TEXT,
  remarks TEXT,
  parts TEXT,
  created_at TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_looks PRIMARY KEY (id),
  CONSTRAINT ck_looks_live CHECK (live in (0, 1)),
  CONSTRAINT fk_looks_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
  CONSTRAINT fk_looks_image_id FOREIGN KEY(image_id) REFERENCES images (id),
  CONSTRAINT fk_looks_acquisition_id FOREIGN KEY(acquisition_id) REFERENCES acquisitions (id),
  CONSTRAINT fk_looks_derived_from FOREIGN KEY(derived_from) REFERENCES looks (id)
)
--;
CREATE INDEX ix_looks_image_id_site_id_live_status ON looks (image_id, site_id, live, status)
--;
CREATE INDEX ix_looks_live_status_latest ON looks (live, status, latest)
--;
CREATE INDEX ix_looks_site_id_live_status_latest ON looks (site_id, live, status, latest)
--;
CREATE TABLE statement_claims (
  id TEXT NOT NULL,
  statement_id TEXT NOT NULL,
  types TEXT NOT NULL,
  certain TEXT,
  lo INTEGER,
  hi INTEGER,
  count_text TEXT,
  estimate INTEGER,
  unknown INTEGER,
  state TEXT,
  position INTEGER,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_statement_claims PRIMARY KEY (id),
  CONSTRAINT ck_statement_claims_live CHECK (live in (0, 1)),
  CONSTRAINT fk_statement_claims_statement_id FOREIGN KEY(statement_id) REFERENCES statements (id)
)
--;
CREATE INDEX ix_statement_claims_statement_id ON statement_claims (statement_id)
--;
CREATE TABLE look_not_observable (
  id TEXT NOT NULL,
  look_id TEXT NOT NULL,
  area_id TEXT NOT NULL,
  reason TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_look_not_observable PRIMARY KEY (id),
  CONSTRAINT ck_look_not_observable_live CHECK (live in (0, 1)),
  CONSTRAINT fk_look_not_observable_look_id FOREIGN KEY(look_id) REFERENCES looks (id)
)
--;
CREATE INDEX ix_look_not_observable_look_id ON look_not_observable (look_id)
--;
CREATE TABLE look_visible (
  id TEXT NOT NULL,
  look_id TEXT NOT NULL,
  area_id TEXT NOT NULL,
  fraction DOUBLE,
  basis TEXT,
  reason TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_look_visible PRIMARY KEY (id),
  CONSTRAINT ck_look_visible_live CHECK (live in (0, 1)),
  CONSTRAINT fk_look_visible_look_id FOREIGN KEY(look_id) REFERENCES looks (id)
)
--;
CREATE INDEX ix_look_visible_look_id ON look_visible (look_id)
--;
CREATE TABLE sightings (
  id TEXT NOT NULL,
  look_id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  types TEXT NOT NULL,
  asserted TEXT,
  certain TEXT,
  labelled_certain TEXT,
  certain_given TEXT,
  lo INTEGER,
  hi INTEGER,
  count_text TEXT,
  estimate INTEGER,
  unknown INTEGER,
  confidence TEXT,
  area_id TEXT,
  state TEXT,
  because TEXT,
  position INTEGER,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_sightings PRIMARY KEY (id),
  CONSTRAINT ck_sightings_live CHECK (live in (0, 1)),
  CONSTRAINT fk_sightings_look_id FOREIGN KEY(look_id) REFERENCES looks (id),
  CONSTRAINT fk_sightings_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
)
--;
CREATE INDEX ix_sightings_certain_live_kind_look_id_lo ON sightings (certain, live, kind, look_id, lo)
--;
CREATE INDEX ix_sightings_labelled_certain_live_kind_look_id_lo ON sightings (labelled_certain, live, kind, look_id, lo)
--;
CREATE INDEX ix_sightings_look_id ON sightings (look_id)
--;
PRAGMA application_id = 1868723052
--;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only ever added to'); END
--;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'the journal is only ever added to'); END
--;
CREATE VIRTUAL TABLE boxes_rtree USING rtree(id, west, east, south, north)
--;
CREATE TRIGGER boxes_insert AFTER INSERT ON boxes BEGIN INSERT INTO boxes_rtree VALUES (new.id, new.west, new.east, new.south, new.north); END
--;
CREATE TRIGGER boxes_delete AFTER DELETE ON boxes BEGIN DELETE FROM boxes_rtree WHERE id = old.id; END
--;
CREATE VIRTUAL TABLE search_text USING fts5(body, content='search_rows', content_rowid='id')
--;
CREATE TRIGGER search_rows_insert AFTER INSERT ON search_rows BEGIN INSERT INTO search_text (rowid, body) VALUES (new.id, new.body); END
--;
CREATE TRIGGER search_rows_delete AFTER DELETE ON search_rows BEGIN INSERT INTO search_text (search_text, rowid, body) VALUES ('delete', old.id, old.body); END
