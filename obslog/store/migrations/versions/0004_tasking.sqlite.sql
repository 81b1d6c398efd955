-- Element sets, requirements, orders with their statuses, answers; cadence of sites, publication of images. Frozen.
--;
ALTER TABLE sites ADD COLUMN cadence_days DOUBLE
--;
ALTER TABLE images ADD COLUMN publication TEXT
--;
ALTER TABLE images ADD COLUMN publication_reason TEXT
--;
CREATE TABLE element_sets (
  id TEXT NOT NULL,
  norad_id INTEGER NOT NULL,
  name TEXT,
  cospar TEXT,
  epoch TEXT NOT NULL,
  "key" TEXT NOT NULL,
  elements TEXT NOT NULL,
  origin TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_element_sets PRIMARY KEY (id),
  CONSTRAINT ck_element_sets_live CHECK (live in (0, 1))
)
--;
CREATE INDEX ix_element_sets_epoch ON element_sets (epoch)
--;
CREATE INDEX ix_element_sets_key ON element_sets ("key")
--;
CREATE INDEX ix_element_sets_norad_id_epoch ON element_sets (norad_id, epoch)
--;
CREATE TABLE requirements (
  id TEXT NOT NULL,
  site_id TEXT NOT NULL,
  area_id TEXT,
  question TEXT NOT NULL,
  why TEXT NOT NULL,
  rule TEXT NOT NULL,
  subject TEXT,
  evidence TEXT,
  types TEXT,
  geometry TEXT,
  earliest TEXT NOT NULL,
  latest TEXT NOT NULL,
  useful_until TEXT,
  sensor TEXT NOT NULL,
  max_gsd_m DOUBLE,
  min_niirs DOUBLE,
  max_off_nadir_deg DOUBLE,
  min_sun_deg DOUBLE,
  max_cloud DOUBLE,
  min_covered DOUBLE,
  priority INTEGER,
  asked_by TEXT,
  state TEXT NOT NULL,
  state_reason TEXT,
  analyst TEXT,
  analyst_basis TEXT,
  created_at TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
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
  id TEXT NOT NULL,
  requirement_id TEXT NOT NULL,
  reference TEXT NOT NULL,
  provider TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  product_id TEXT NOT NULL,
  request TEXT NOT NULL,
  unexpressed TEXT,
  opportunity TEXT,
  remote_id TEXT,
  state TEXT NOT NULL,
  cost DOUBLE,
  currency TEXT,
  analyst TEXT,
  analyst_basis TEXT,
  created_at TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
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
  id TEXT NOT NULL,
  order_id TEXT NOT NULL,
  position INTEGER,
  code TEXT NOT NULL,
  at TEXT,
  reason_code TEXT,
  reason_text TEXT,
  received_at TEXT,
  links TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
  CONSTRAINT pk_order_statuses PRIMARY KEY (id),
  CONSTRAINT ck_order_statuses_live CHECK (live in (0, 1)),
  CONSTRAINT fk_order_statuses_order_id FOREIGN KEY(order_id) REFERENCES orders (id)
)
--;
CREATE INDEX ix_order_statuses_order_id ON order_statuses (order_id)
--;
CREATE TABLE answers (
  id TEXT NOT NULL,
  requirement_id TEXT NOT NULL,
  image_id TEXT NOT NULL,
  order_id TEXT,
  decision TEXT NOT NULL,
  checks TEXT,
  reason TEXT,
  analyst TEXT,
  analyst_basis TEXT,
  created_at TEXT,
  live INTEGER DEFAULT 1 NOT NULL,
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
