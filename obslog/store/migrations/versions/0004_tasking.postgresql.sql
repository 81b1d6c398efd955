-- Element sets, requirements, orders with their statuses, answers; cadence of sites, publication of images. Frozen.
--;
ALTER TABLE sites ADD COLUMN cadence_days DOUBLE PRECISION
--;
ALTER TABLE images ADD COLUMN publication TEXT COLLATE "C"
--;
ALTER TABLE images ADD COLUMN publication_reason TEXT COLLATE "C"
--;
CREATE TABLE element_sets (
  id TEXT COLLATE "C" NOT NULL,
  norad_id BIGINT NOT NULL,
  name TEXT COLLATE "C",
  cospar TEXT COLLATE "C",
  epoch TEXT COLLATE "C" NOT NULL,
  key TEXT COLLATE "C" NOT NULL,
  elements TEXT COLLATE "C" NOT NULL,
  origin TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_element_sets PRIMARY KEY (id),
  CONSTRAINT ck_element_sets_live CHECK (live in (0, 1))
)
--;
CREATE INDEX ix_element_sets_epoch ON element_sets (epoch)
--;
CREATE INDEX ix_element_sets_key ON element_sets (key)
--;
CREATE INDEX ix_element_sets_norad_id_epoch ON element_sets (norad_id, epoch)
--;
CREATE TABLE requirements (
  id TEXT COLLATE "C" NOT NULL,
  site_id TEXT COLLATE "C" NOT NULL,
  area_id TEXT COLLATE "C",
  question TEXT COLLATE "C" NOT NULL,
  why TEXT COLLATE "C" NOT NULL,
  rule TEXT COLLATE "C" NOT NULL,
  subject TEXT COLLATE "C",
  evidence TEXT COLLATE "C",
  types TEXT COLLATE "C",
  geometry TEXT COLLATE "C",
  earliest TEXT COLLATE "C" NOT NULL,
  latest TEXT COLLATE "C" NOT NULL,
  useful_until TEXT COLLATE "C",
  sensor TEXT COLLATE "C" NOT NULL,
  max_gsd_m DOUBLE PRECISION,
  min_niirs DOUBLE PRECISION,
  max_off_nadir_deg DOUBLE PRECISION,
  min_sun_deg DOUBLE PRECISION,
  max_cloud DOUBLE PRECISION,
  min_covered DOUBLE PRECISION,
  priority BIGINT,
  asked_by TEXT COLLATE "C",
  state TEXT COLLATE "C" NOT NULL,
  state_reason TEXT COLLATE "C",
  analyst TEXT COLLATE "C",
  analyst_basis TEXT COLLATE "C",
  created_at TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_requirements PRIMARY KEY (id),
  CONSTRAINT ck_requirements_live CHECK (live in (0, 1)),
  CONSTRAINT fk_requirements_site_id FOREIGN KEY(site_id) REFERENCES sites (id)
)
--;
CREATE INDEX ix_requirements_site_id_live_state ON requirements (site_id, live, state)
--;
CREATE INDEX ix_requirements_subject ON requirements (subject)
--;
CREATE TABLE orders (
  id TEXT COLLATE "C" NOT NULL,
  requirement_id TEXT COLLATE "C" NOT NULL,
  reference TEXT COLLATE "C" NOT NULL,
  provider TEXT COLLATE "C" NOT NULL,
  endpoint TEXT COLLATE "C" NOT NULL,
  product_id TEXT COLLATE "C" NOT NULL,
  request TEXT COLLATE "C" NOT NULL,
  unexpressed TEXT COLLATE "C",
  opportunity TEXT COLLATE "C",
  remote_id TEXT COLLATE "C",
  state TEXT COLLATE "C" NOT NULL,
  cost DOUBLE PRECISION,
  currency TEXT COLLATE "C",
  analyst TEXT COLLATE "C",
  analyst_basis TEXT COLLATE "C",
  created_at TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_orders PRIMARY KEY (id),
  CONSTRAINT ck_orders_live CHECK (live in (0, 1)),
  CONSTRAINT fk_orders_requirement_id FOREIGN KEY(requirement_id) REFERENCES requirements (id)
)
--;
CREATE INDEX ix_orders_reference ON orders (reference)
--;
CREATE INDEX ix_orders_requirement_id ON orders (requirement_id)
--;
CREATE TABLE order_statuses (
  id TEXT COLLATE "C" NOT NULL,
  order_id TEXT COLLATE "C" NOT NULL,
  position BIGINT,
  code TEXT COLLATE "C" NOT NULL,
  at TEXT COLLATE "C",
  reason_code TEXT COLLATE "C",
  reason_text TEXT COLLATE "C",
  received_at TEXT COLLATE "C",
  links TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_order_statuses PRIMARY KEY (id),
  CONSTRAINT ck_order_statuses_live CHECK (live in (0, 1)),
  CONSTRAINT fk_order_statuses_order_id FOREIGN KEY(order_id) REFERENCES orders (id)
)
--;
CREATE INDEX ix_order_statuses_order_id ON order_statuses (order_id)
--;
CREATE TABLE answers (
  id TEXT COLLATE "C" NOT NULL,
  requirement_id TEXT COLLATE "C" NOT NULL,
  image_id TEXT COLLATE "C" NOT NULL,
  order_id TEXT COLLATE "C",
  decision TEXT COLLATE "C" NOT NULL,
  checks TEXT COLLATE "C",
  reason TEXT COLLATE "C",
  analyst TEXT COLLATE "C",
  analyst_basis TEXT COLLATE "C",
  created_at TEXT COLLATE "C",
  live BIGINT DEFAULT 1 NOT NULL,
  CONSTRAINT pk_answers PRIMARY KEY (id),
  CONSTRAINT ck_answers_live CHECK (live in (0, 1)),
  CONSTRAINT fk_answers_requirement_id FOREIGN KEY(requirement_id) REFERENCES requirements (id),
  CONSTRAINT fk_answers_image_id FOREIGN KEY(image_id) REFERENCES images (id),
  CONSTRAINT fk_answers_order_id FOREIGN KEY(order_id) REFERENCES orders (id)
)
--;
CREATE INDEX ix_answers_image_id ON answers (image_id)
--;
CREATE INDEX ix_answers_requirement_id ON answers (requirement_id)
