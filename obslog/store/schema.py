"""The tables of a log, in SQLAlchemy Core: data tables, the journal, and the derived indexes.

Every data table has `id` (text) and `live` (1, or 0 for a row that was retracted and stays readable).
Instants
are sortable UTC text, JSON is canonical text: both read the same in SQLite and in PostgreSQL. What only one
of the two can do (triggers, R*Tree, FTS5, GiST, tsvector) stands in `extras.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TEXT as PG_TEXT

#: The newest migration; a log that stands here is opened without alembic.
HEAD = "0004"

#: Text that sorts by code point in both databases, whatever the server's language.
TEXT = Text().with_variant(PG_TEXT(collation="C"), "postgresql")
INTEGER = BigInteger().with_variant(Integer(), "sqlite")
REAL: Double[float] = Double()

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _must(name: str) -> Column[str]:
    return Column(name, TEXT, nullable=False)


def _may(*names: str) -> list[Column[str]]:
    return [Column(name, TEXT) for name in names]


def _whole(*names: str) -> list[Column[int]]:
    return [Column(name, INTEGER) for name in names]


def _real(*names: str) -> list[Column[float]]:
    return [Column(name, REAL) for name in names]


def _to(table: str, name: str, *, must: bool = True) -> Column[str]:
    return Column(name, TEXT, ForeignKey(f"{table}.id"), nullable=not must)


def _when() -> list[Column[str]]:
    # A date as known (model.when.When): nine columns that always go together.
    names = (
        "when_text",
        "when_edtf",
        "earliest",
        "latest",
        "precision",
        "basis",
        "when_zone",
        "when_qualifier",
    )
    return _may(*names, "when_warnings")


_Column = Column[str] | Column[int] | Column[float]


def _data(name: str, *columns: _Column, later: Sequence[_Column] = ()) -> Table:
    # `later` are columns of a later schema: a migration adds them at the end, so they stand there in a new
    # log too.
    return Table(
        name,
        metadata,
        Column("id", TEXT, primary_key=True),
        *columns,
        Column("live", INTEGER, nullable=False, server_default=text("1")),
        *later,
        CheckConstraint("live in (0, 1)", name="live"),
    )


def _one_live(table: Table, *columns: str) -> None:
    # Retracted rows may share a name with a living one.
    Index(
        f"uq_{table.name}_{'_'.join(columns)}_live",
        *(table.c[name] for name in columns),
        unique=True,
        sqlite_where=table.c.live == 1,
        postgresql_where=table.c.live == 1,
    )


sites = _data(
    "sites",
    _must("name"),
    _must("name_key"),
    *_real("lon", "lat"),
    *_may("geometry", "icao", "timezone", "country"),
    later=_real("cadence_days"),
)
site_names = _data("site_names", _to("sites", "site_id"), _must("name"), _must("name_key"), _must("kind"))
areas = _data(
    "areas", _to("sites", "site_id"), _must("name"), _must("name_key"), *_may("geometry", "capacity"),
    *_whole("version"),
)  # fmt: skip
acquisitions = _data("acquisitions", *_may("platform", "earliest", "latest", "note"))
images = _data(
    "images", *_may("name"), *_whole("size"), _to("acquisitions", "acquisition_id", must=False), *_when(),
    *_may("driver"), *_whole("width", "height", "bands"), *_may("dtype", "crs", "georeference", "footprint"),
    *_real("gsd_m"), *_may("provider", "platform", "instrument"),
    *_real("off_nadir_deg", "incidence_deg", "sun_elevation_deg", "cloud_fraction"), *_whole("drawn"),
    *_may("tags", "field_basis", "warnings", "licence", "attribution"), *_whole("decoded"),
    later=(
        *_real("error_m"), *_may("phash"), *_real("valid_share"), *_may("valid_area", "ties", "acquisition_basis"),
        *_may("publication", "publication_reason"),
    ),
)  # fmt: skip
image_files = _data(
    "image_files", _to("images", "image_id"), _must("path"), *_may("path_bytes"),
    *_whole("size", "mtime_ns", "device", "inode"), _must("role"),
)  # fmt: skip
image_sites = _data(
    "image_sites", _to("images", "image_id"), _to("sites", "site_id"), *_real("covered_share"), *_may("basis")
)
looks = _data(
    "looks", _to("sites", "site_id"), _to("images", "image_id", must=False),
    _to("acquisitions", "acquisition_id", must=False), *_may("analyst", "analyst_basis"), _must("status"),
    *_when(),
    *_real("min_resolved_m"), *_may("min_resolved_basis", "no_change_since"),
    _to("looks", "derived_from", must=False), *_may("remarks", "parts", "created_at"),
)  # fmt: skip
look_visible = _data(
    "look_visible", _to("looks", "look_id"), _must("area_id"), *_real("fraction"), *_may("basis", "reason")
)
look_not_observable = _data("look_not_observable", _to("looks", "look_id"), _must("area_id"), *_may("reason"))
sightings = _data(
    "sightings", _to("looks", "look_id"), _to("sites", "site_id"), _must("kind"), _must("types"),
    *_may("asserted", "certain", "labelled_certain", "certain_given"), *_whole("lo", "hi"),
    *_may("count_text"),
    *_whole("estimate", "unknown"), *_may("confidence", "area_id", "state", "because"), *_whole("position"),
)  # fmt: skip
marks = _data(
    "marks", _to("images", "image_id"), _to("looks", "look_id", must=False), _must("kind"), _must("points"),
    _must("types"), _must("confidence"), _must("status"), *_may("area_id"), *_real("lon", "lat"),
    *_may("state", "remarks"), _to("marks", "carried_from", must=False),
    *_may("analyst", "analyst_basis", "created_at"),
)  # fmt: skip
alignments = _data(
    "alignments", _to("images", "before_id"), _to("images", "after_id"),
    *_real("scale", "angle_deg", "shift_column", "shift_row"), *_may("pairs", "reason"),
    *_may("analyst", "analyst_basis", "created_at"),
)  # fmt: skip
sources = _data(
    "sources", _must("name"), _must("name_key"), _must("kind"), *_may("reliability", "url", "notes")
)
statements = _data(
    "statements", _to("sites", "site_id"), _to("sources", "source_id"), *_when(), *_may("text",
    "reliability"),
    *_may("credibility", "origin"), _to("acquisitions", "acquisition_id", must=False), *_may("movement",
    "kind"),
)  # fmt: skip
statement_claims = _data(
    "statement_claims", _to("statements", "statement_id"), _must("types"), *_may("certain"), *_whole("lo",
    "hi"),
    *_may("count_text"), *_whole("estimate", "unknown"), *_may("state"), *_whole("position"),
)  # fmt: skip
assessments = _data(
    "assessments", _to("sites", "site_id"), _must("text"), *_may("likelihood", "confidence", "based_on"),
    *_when(),
    *_may("analyst"), _to("assessments", "supersedes", must=False), *_may("why", "created_at"),
)  # fmt: skip
types_added = _data(
    "types_added", _must("name"), _must("name_key"), *_may("parent", "aliases", "nato"),
    *_real("length_m", "span_m", "height_m"), *_may("note", "source"),
)  # fmt: skip
settings = _data("settings", _must("value"))
import_runs = _data(
    "import_runs", *_may("started_at", "ended_at", "state", "options", "root", "host"), *_whole("pid"),
    later=_may("heartbeat_at"),
)  # fmt: skip
import_items = _data(
    "import_items", _to("import_runs", "run_id"), _must("path"), *_may("path_bytes"),
    *_whole("size", "mtime_ns", "device", "inode"), *_may("sha256"), _must("outcome"), *_may("reason"),
    _to("images", "image_id", must=False), *_may("when_json", "warnings", "decided_by"),
)  # fmt: skip

element_sets = _data(
    "element_sets", Column("norad_id", INTEGER, nullable=False), *_may("name", "cospar"), _must("epoch"),
    _must("key"), _must("elements"), *_may("origin"),
)  # fmt: skip
requirements = _data(
    "requirements", _to("sites", "site_id"), *_may("area_id"), _must("question"), _must("why"), _must("rule"),
    *_may("subject", "evidence", "types", "geometry"), _must("earliest"), _must("latest"), *_may("useful_until"),
    _must("sensor"), *_real("max_gsd_m", "min_niirs", "max_off_nadir_deg", "min_sun_deg", "max_cloud", "min_covered"),
    *_whole("priority"), *_may("asked_by"), _must("state"),
    *_may("state_reason", "analyst", "analyst_basis", "created_at"),
)  # fmt: skip
orders = _data(
    "orders", _to("requirements", "requirement_id"), _must("reference"), _must("provider"), _must("endpoint"),
    _must("product_id"), _must("request"), *_may("unexpressed", "opportunity", "remote_id"), _must("state"),
    *_real("cost"), *_may("currency", "analyst", "analyst_basis", "created_at"),
)  # fmt: skip
order_statuses = _data(
    "order_statuses", _to("orders", "order_id"), *_whole("position"), _must("code"),
    *_may("at", "reason_code", "reason_text", "received_at", "links"),
)  # fmt: skip
answers = _data(
    "answers", _to("requirements", "requirement_id"), _to("images", "image_id"), _to("orders", "order_id", must=False),
    _must("decision"), *_may("checks", "reason", "analyst", "analyst_basis", "created_at"),
)  # fmt: skip

#: The tables that the journal rebuilds, parents before children.
DATA_TABLES: dict[str, Table] = {table.name: table for table in metadata.sorted_tables}

# The payload stands last: SQLite keeps long text on other pages, and the columns before it are read without
# them.
journal = Table(
    "journal", metadata,
    Column("seq", INTEGER, primary_key=True, autoincrement=False), _must("at"), _must("actor"),
    _must("actor_basis"), _must("action"), Column("prev", TEXT, nullable=False, unique=True),
    Column("hash", TEXT, nullable=False, unique=True), *_whole("reverts"), _must("payload"),
)  # fmt: skip
#: What left the log; outside the chain, so that a report does not change the head it prints. `mark` is a
#: hash.
exports = Table(
    "exports", metadata, Column("id", TEXT, primary_key=True), _must("at"), _must("path"), _must("format"),
    _must("sha256"), _must("head"), _must("mark"),
)  # fmt: skip
#: Boxes of ground (degrees), one or two a row of `kind`; derived from sites and images.
boxes = Table(
    "boxes", metadata, Column("id", INTEGER, primary_key=True), _must("kind"), _must("row_id"),
    *(Column(side, REAL, nullable=False) for side in ("west", "south", "east", "north")),
)  # fmt: skip
#: The words of a row as full-text search sees them; derived.
search_rows = Table(
    "search_rows",
    metadata,
    Column("id", INTEGER, primary_key=True),
    _must("kind"),
    _must("row_id"),
    _must("body"),
)
#: Where alembic keeps the version of the schema.
alembic_version = Table(
    "alembic_version", metadata, Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)  # fmt: skip

for _table, *_columns in (
    (sites, "name_key"), (areas, "site_id", "name_key"), (sources, "name_key"), (types_added, "name_key"),
):  # fmt: skip
    _one_live(_table, *_columns)

for _table, *_columns in (
    (site_names, "name_key"), (site_names, "site_id"), (areas, "site_id"), (images, "earliest"),
    (images, "latest", "id"),
    (images, "acquisition_id"), (image_files, "path"), (image_files, "image_id"),
    (image_sites, "image_id", "site_id", "live"),
    (image_sites, "site_id", "live", "image_id"), (looks, "site_id", "live", "status", "latest"),
    (looks, "image_id", "site_id", "live", "status"),
    (looks, "live", "status", "latest"), (look_visible, "look_id"), (look_not_observable, "look_id"),
    (sightings, "look_id"), (sightings, "certain", "live", "kind", "look_id", "lo"),
    (sightings, "labelled_certain", "live", "kind", "look_id", "lo"), (marks, "look_id", "live"),
    (marks, "image_id", "live"), (alignments, "before_id", "after_id"), (statements, "site_id"),
    (statements, "source_id"),
    (statement_claims, "statement_id"), (assessments, "site_id"), (import_items, "path"),
    (import_items, "run_id"),
    (import_items, "sha256"), (element_sets, "epoch"), (element_sets, "norad_id", "epoch"), (element_sets, "key"),
    (requirements, "site_id", "live", "state"), (requirements, "subject"), (orders, "requirement_id"),
    (orders, "reference"), (order_statuses, "order_id"), (answers, "requirement_id"), (answers, "image_id"),
    (boxes, "kind", "row_id"), (search_rows, "kind", "row_id"),
):  # fmt: skip
    Index(None, *(_table.c[_name] for _name in _columns))

# Most entries take nothing back; undo asks for the few that do.
Index(
    None,
    journal.c.reverts,
    sqlite_where=journal.c.reverts.is_not(None),
    postgresql_where=journal.c.reverts.is_not(None),
)
