"""Reading the log: plain functions that take a workspace and give the model's values."""

from obslog.store.queries.answers import answers, images_of_run, images_that_may_answer
from obslog.store.queries.collateral import assessments, sources, statements, statements_of_site
from obslog.store.queries.finding import candidate_looks
from obslog.store.queries.history import entries, entry, entry_heads, exports, exports_of, setting, setting_op
from obslog.store.queries.ids import find_id, find_id_prefix, is_live, read_stamp, stamp
from obslog.store.queries.images import (
    files_of_image,
    image,
    images,
    images_by_id,
    images_by_path,
    images_in,
    images_of_acquisition,
    images_of_site,
    known_images,
)
from obslog.store.queries.joining import covered_share, join_images, join_ops, link_op, sites_shown
from obslog.store.queries.ledger import Seen, item, ledger, open_runs, runs, seen
from obslog.store.queries.looks import (
    all_looks,
    last_looks,
    look,
    look_counts,
    looks_by_id,
    looks_of_images,
    looks_of_site,
    own_draft,
)
from obslog.store.queries.marks import (
    alignment,
    carried_from,
    mark,
    mark_counts,
    marks,
    marks_by_id,
    marks_touched,
)
from obslog.store.queries.near import near_images
from obslog.store.queries.orders import order, orders, remote_ids
from obslog.store.queries.places import (
    area_names,
    areas_by_id,
    site_by_id,
    site_by_name,
    site_names,
    sites,
    sites_by_id,
    sites_intersecting,
    types_added,
)
from obslog.store.queries.requirements import (
    Pursued,
    pursued,
    requirement,
    requirements,
    requirements_of_subjects,
)
from obslog.store.queries.spatial import Box, all_boxes, any_meets, rows_in_boxes
from obslog.store.queries.words import search

__all__ = [
    "Box", "Pursued", "Seen", "alignment", "all_boxes", "all_looks", "answers", "any_meets", "area_names",
    "areas_by_id", "assessments", "candidate_looks", "carried_from", "covered_share", "entries", "entry",
    "entry_heads", "exports", "exports_of", "files_of_image", "find_id", "find_id_prefix", "image", "images",
    "images_by_id", "images_by_path", "images_in", "images_of_acquisition", "images_of_run", "images_of_site",
    "images_that_may_answer", "is_live", "item", "join_images", "join_ops", "known_images", "last_looks", "ledger",
    "link_op", "look", "look_counts", "looks_by_id", "looks_of_images", "looks_of_site", "mark", "mark_counts",
    "marks", "marks_by_id", "marks_touched", "near_images", "open_runs", "order", "orders", "own_draft", "pursued",
    "read_stamp", "remote_ids", "requirement", "requirements", "requirements_of_subjects", "rows_in_boxes", "runs",
    "search", "seen", "setting", "setting_op", "site_by_id", "site_by_name", "site_names", "sites", "sites_by_id",
    "sites_intersecting", "sites_shown", "sources", "stamp", "statements", "statements_of_site", "types_added",
]  # fmt: skip
