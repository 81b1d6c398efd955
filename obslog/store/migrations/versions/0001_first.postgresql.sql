-- The first schema. Frozen: later changes are migrations of their own.
--;
CREATE TABLE acquisitions (
  id TEXT COLLATE "C" NOT NULL,
  platform TEXT COLLATE "C",
  earliest TEXT COLLATE "C",
  latest TEXT COLLATE "C",
  note TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_acquisitions PRIMARY KEY (id),
  CONSTRAINT ck_acquisitions_live CHECK (live in (0, 1))
)
--;
CREATE TABLE boxes (
  id BIGSERIAL NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  row_id TEXT COLLATE "C" NOT NULL,
  west DOUBLE PRECISION NOT NULL,
  south DOUBLE PRECISION NOT NULL,
  east DOUBLE PRECISION NOT NULL,
  north DOUBLE PRECISION NOT NULL,
  CONSTRAINT pk_boxes PRIMARY KEY (id)
)
--;
CREATE INDEX ix_boxes_kind_row_id ON boxes (kind, row_id)
--;
CREATE TABLE exports (
  id TEXT COLLATE "C" NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  path TEXT COLLATE "C" NOT NULL,
  format TEXT COLLATE "C" NOT NULL,
  sha256 TEXT COLLATE "C" NOT NULL,
  head TEXT COLLATE "C" NOT NULL,
  mark TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_exports PRIMARY KEY (id)
)
--;
CREATE TABLE import_runs (
  id TEXT COLLATE "C" NOT NULL,
  started_at TEXT COLLATE "C",
  ended_at TEXT COLLATE "C",
  state TEXT COLLATE "C",
  options TEXT COLLATE "C",
  root TEXT COLLATE "C",
  host TEXT COLLATE "C",
  pid BIGINT,
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_import_runs PRIMARY KEY (id),
  CONSTRAINT ck_import_runs_live CHECK (live in (0, 1))
)
--;
CREATE TABLE journal (
  seq BIGINT NOT NULL,
  at TEXT COLLATE "C" NOT NULL,
  actor TEXT COLLATE "C" NOT NULL,
  actor_basis TEXT COLLATE "C" NOT NULL,
  action TEXT COLLATE "C" NOT NULL,
  prev TEXT COLLATE "C" NOT NULL,
  hash TEXT COLLATE "C" NOT NULL,
  reverts BIGINT,
  payload TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_journal PRIMARY KEY (seq),
  CONSTRAINT uq_journal_prev UNIQUE (prev),
  CONSTRAINT uq_journal_hash UNIQUE (hash)
)
--;
CREATE TABLE search_rows (
  id BIGSERIAL NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  row_id TEXT COLLATE "C" NOT NULL,
  body TEXT COLLATE "C" NOT NULL,
  CONSTRAINT pk_search_rows PRIMARY KEY (id)
)
--;
CREATE INDEX ix_search_rows_kind_row_id ON search_rows (kind, row_id)
--;
CREATE TABLE settings (
  id TEXT COLLATE "C" NOT NULL,
  value TEXT COLLATE "C" NOT NULL,
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_settings PRIMARY KEY (id),
  CONSTRAINT ck_settings_live CHECK (live in (0, 1))
)
--;
CREATE TABLE sites (
  id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  lon DOUBLE PRECISION,
  lat DOUBLE PRECISION,
  geometry TEXT COLLATE "C",
  icao TEXT COLLATE "C",
  timezone TEXT COLLATE "C",
  country TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_sites PRIMARY KEY (id),
  CONSTRAINT ck_sites_live CHECK (live in (0, 1))
)
--;
CREATE UNIQUE INDEX uq_sites_name_key_live ON sites (name_key) WHERE live = 1
--;
CREATE TABLE sources (
  id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  reliability TEXT COLLATE "C",
  url TEXT COLLATE "C",
  notes TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_sources PRIMARY KEY (id),
  CONSTRAINT ck_sources_live CHECK (live in (0, 1))
)
--;
CREATE UNIQUE INDEX uq_sources_name_key_live ON sources (name_key) WHERE live = 1
--;
CREATE TABLE types_added (
  id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  parent TEXT COLLATE "C",
  aliases TEXT COLLATE "C",
  nato TEXT COLLATE "C",
  length_m DOUBLE PRECISION,
  span_m DOUBLE PRECISION,
  height_m DOUBLE PRECISION,
  note TEXT COLLATE "C",
  source TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_types_added PRIMARY KEY (id),
  CONSTRAINT ck_types_added_live CHECK (live in (0, 1))
)
--;
CREATE UNIQUE INDEX uq_types_added_name_key_live ON types_added (name_key) WHERE live = 1
--;
CREATE TABLE areas (
  id TEXT COLLATE "C" NOT NULL,
  site_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  geometry TEXT COLLATE "C",
  capacity TEXT COLLATE "C",
  version BIGINT,
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  site_id TEXT COLLATE "C" NOT NULL,
  text TEXT COLLATE "C" NOT NULL,
  likelihood TEXT COLLATE "C",
  confidence TEXT COLLATE "C",
  based_on TEXT COLLATE "C",
  when_text TEXT COLLATE "C",
  when_edtf TEXT COLLATE "C",
  earliest TEXT COLLATE "C",
  latest TEXT COLLATE "C",
  precision TEXT COLLATE "C",
  basis TEXT COLLATE "C",
  when_zone TEXT COLLATE "C",
  when_qualifier TEXT COLLATE "C",
  when_warnings TEXT COLLATE "C",
  analyst TEXT COLLATE "C",
  supersedes TEXT COLLATE "C",
  why TEXT COLLATE "C",
  created_at TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_assessments PRIMARY KEY (id),
  CONSTRAINT ck_assessments_live CHECK (live in (0, 1)),
  CONSTRAINT fk_assessments_site_id FOREIGN KEY(site_id) REFERENCES sites (id),
  CONSTRAINT fk_assessments_supersedes FOREIGN KEY(supersedes) REFERENCES assessments (id)
)
--;
CREATE INDEX ix_assessments_site_id ON assessments (site_id)
--;
CREATE TABLE images (
  id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C",
  size BIGINT,
  acquisition_id TEXT COLLATE "C",
  when_text TEXT COLLATE "C",
  when_edtf TEXT COLLATE "C",
  earliest TEXT COLLATE "C",
  latest TEXT COLLATE "C",
  precision TEXT COLLATE "C",
  basis TEXT COLLATE "C",
  when_zone TEXT COLLATE "C",
  when_qualifier TEXT COLLATE "C",
  when_warnings TEXT COLLATE "C",
  driver TEXT COLLATE "C",
  width BIGINT,
  height BIGINT,
  bands BIGINT,
  dtype TEXT COLLATE "C",
  crs TEXT COLLATE "C",
  georeference TEXT COLLATE "C",
  footprint TEXT COLLATE "C",
  gsd_m DOUBLE PRECISION,
  provider TEXT COLLATE "C",
  platform TEXT COLLATE "C",
  instrument TEXT COLLATE "C",
  off_nadir_deg DOUBLE PRECISION,
  incidence_deg DOUBLE PRECISION,
  sun_elevation_deg DOUBLE PRECISION,
  cloud_fraction DOUBLE PRECISION,
  drawn BIGINT,
  tags TEXT COLLATE "C",
  field_basis TEXT COLLATE "C",
  warnings TEXT COLLATE "C",
  licence TEXT COLLATE "C",
  attribution TEXT COLLATE "C",
  decoded BIGINT,
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  site_id TEXT COLLATE "C" NOT NULL,
  name TEXT COLLATE "C" NOT NULL,
  name_key TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  site_id TEXT COLLATE "C" NOT NULL,
  source_id TEXT COLLATE "C" NOT NULL,
  when_text TEXT COLLATE "C",
  when_edtf TEXT COLLATE "C",
  earliest TEXT COLLATE "C",
  latest TEXT COLLATE "C",
  precision TEXT COLLATE "C",
  basis TEXT COLLATE "C",
  when_zone TEXT COLLATE "C",
  when_qualifier TEXT COLLATE "C",
  when_warnings TEXT COLLATE "C",
  text TEXT COLLATE "C",
  reliability TEXT COLLATE "C",
  credibility TEXT COLLATE "C",
  origin TEXT COLLATE "C",
  acquisition_id TEXT COLLATE "C",
  movement TEXT COLLATE "C",
  kind TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  image_id TEXT COLLATE "C" NOT NULL,
  path TEXT COLLATE "C" NOT NULL,
  path_bytes TEXT COLLATE "C",
  size BIGINT,
  mtime_ns BIGINT,
  device BIGINT,
  inode BIGINT,
  role TEXT COLLATE "C" NOT NULL,
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  image_id TEXT COLLATE "C" NOT NULL,
  site_id TEXT COLLATE "C" NOT NULL,
  covered_share DOUBLE PRECISION,
  basis TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  run_id TEXT COLLATE "C" NOT NULL,
  path TEXT COLLATE "C" NOT NULL,
  path_bytes TEXT COLLATE "C",
  size BIGINT,
  mtime_ns BIGINT,
  device BIGINT,
  inode BIGINT,
  sha256 TEXT COLLATE "C",
  outcome TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C",
  image_id TEXT COLLATE "C",
  when_json TEXT COLLATE "C",
  warnings TEXT COLLATE "C",
  decided_by TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  site_id TEXT COLLATE "C" NOT NULL,
  image_id TEXT COLLATE "C",
  acquisition_id TEXT COLLATE "C",
  analyst TEXT COLLATE "C",
  analyst_basis TEXT COLLATE "C",
  status TEXT COLLATE "C" NOT NULL,
  when_text TEXT COLLATE "C",
  when_edtf TEXT COLLATE "C",
  earliest TEXT COLLATE "C",
  latest TEXT COLLATE "C",
  precision TEXT COLLATE "C",
  basis TEXT COLLATE "C",
  when_zone TEXT COLLATE "C",
  when_qualifier TEXT COLLATE "C",
  when_warnings TEXT COLLATE "C",
  min_resolved_m DOUBLE PRECISION,
  min_resolved_basis TEXT COLLATE "C",
  no_change_since TEXT COLLATE "C",
  derived_from TEXT COLLATE "C",
  remarks TEXT COLLATE "C",
  parts TEXT COLLATE "C",
  created_at TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
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
  id TEXT COLLATE "C" NOT NULL,
  statement_id TEXT COLLATE "C" NOT NULL,
  types TEXT COLLATE "C" NOT NULL,
  certain TEXT COLLATE "C",
  lo BIGINT,
  hi BIGINT,
  count_text TEXT COLLATE "C",
  estimate BIGINT,
  unknown BIGINT,
  state TEXT COLLATE "C",
  position BIGINT,
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_statement_claims PRIMARY KEY (id),
  CONSTRAINT ck_statement_claims_live CHECK (live in (0, 1)),
  CONSTRAINT fk_statement_claims_statement_id FOREIGN KEY(statement_id) REFERENCES statements (id)
)
--;
CREATE INDEX ix_statement_claims_statement_id ON statement_claims (statement_id)
--;
CREATE TABLE look_not_observable (
  id TEXT COLLATE "C" NOT NULL,
  look_id TEXT COLLATE "C" NOT NULL,
  area_id TEXT COLLATE "C" NOT NULL,
  reason TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_look_not_observable PRIMARY KEY (id),
  CONSTRAINT ck_look_not_observable_live CHECK (live in (0, 1)),
  CONSTRAINT fk_look_not_observable_look_id FOREIGN KEY(look_id) REFERENCES looks (id)
)
--;
CREATE INDEX ix_look_not_observable_look_id ON look_not_observable (look_id)
--;
CREATE TABLE look_visible (
  id TEXT COLLATE "C" NOT NULL,
  look_id TEXT COLLATE "C" NOT NULL,
  area_id TEXT COLLATE "C" NOT NULL,
  fraction DOUBLE PRECISION,
  basis TEXT COLLATE "C",
  reason TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_look_visible PRIMARY KEY (id),
  CONSTRAINT ck_look_visible_live CHECK (live in (0, 1)),
  CONSTRAINT fk_look_visible_look_id FOREIGN KEY(look_id) REFERENCES looks (id)
)
--;
CREATE INDEX ix_look_visible_look_id ON look_visible (look_id)
--;
CREATE TABLE sightings (
  id TEXT COLLATE "C" NOT NULL,
  look_id TEXT COLLATE "C" NOT NULL,
  site_id TEXT COLLATE "C" NOT NULL,
  kind TEXT COLLATE "C" NOT NULL,
  types TEXT COLLATE "C" NOT NULL,
  asserted TEXT COLLATE "C",
  certain TEXT COLLATE "C",
  labelled_certain TEXT COLLATE "C",
  certain_given TEXT COLLATE "C",
  lo BIGINT,
  hi BIGINT,
  count_text TEXT COLLATE "C",
  estimate BIGINT,
  unknown BIGINT,
  confidence TEXT COLLATE "C",
  area_id TEXT COLLATE "C",
  state TEXT COLLATE "C",
  because TEXT COLLATE "C",
  position BIGINT,
  live BIGINT DEFAULT 1 NOT NULL,
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
CREATE FUNCTION obslog_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the journal is only ever added to'; END $$
--;
CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal FOR EACH STATEMENT EXECUTE FUNCTION obslog_append_only()
--;
ALTER TABLE boxes ADD COLUMN ground box GENERATED ALWAYS AS (box(point(west, south), point(east, north))) STORED
--;
CREATE INDEX ix_boxes_ground ON boxes USING gist (ground)
--;
CREATE FUNCTION obslog_words(body text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT coalesce(string_agg('''' || word || ''':' || least(place, 16383), ' '), '')::tsvector FROM unnest(string_to_array(body, ' ')) WITH ORDINALITY AS cut(word, place) WHERE word <> '' $$
--;
ALTER TABLE search_rows ADD COLUMN words tsvector GENERATED ALWAYS AS (obslog_words(body)) STORED
--;
CREATE INDEX ix_search_rows_words ON search_rows USING gin (words)
