"""Between rows and the model's values, in both directions; nowhere else."""

from obslog.store.rows.answers import answer_of, answer_ops
from obslog.store.rows.collateral import (
    assessment_of,
    assessment_ops,
    claim_of,
    source_of,
    source_ops,
    statement_of,
    statement_ops,
)
from obslog.store.rows.dates import WHEN_COLUMNS, count_of, count_row, types_text, when_in, when_of, when_row
from obslog.store.rows.editing import date_ops, look_edit_ops, retire_op, site_edit_ops, status_op, update_op
from obslog.store.rows.images import identity_of, identity_row, image_of, image_op, placement_row
from obslog.store.rows.looks import look_item_ops, look_of, look_ops, look_row
from obslog.store.rows.marks import (
    alignment_of,
    alignment_ops,
    mark_edit_ops,
    mark_gone_op,
    mark_of,
    mark_ops,
    mark_row,
)
from obslog.store.rows.orders import order_of, order_ops, order_progress_ops
from obslog.store.rows.places import (
    alias_op,
    area_of,
    area_ops,
    geometry_of,
    geometry_text,
    site_of,
    site_ops,
    type_of,
    type_ops,
)
from obslog.store.rows.requirements import requirement_edit_ops, requirement_of, requirement_ops

__all__ = [
    "WHEN_COLUMNS", "alias_op", "alignment_of", "alignment_ops", "answer_of", "answer_ops", "area_of", "area_ops",
    "assessment_of", "assessment_ops", "claim_of", "count_of", "count_row", "date_ops", "geometry_of",
    "geometry_text", "identity_of", "identity_row", "image_of", "image_op", "look_edit_ops", "look_item_ops",
    "look_of", "look_ops", "look_row", "mark_edit_ops", "mark_gone_op", "mark_of", "mark_ops", "mark_row", "order_of",
    "order_ops", "order_progress_ops", "placement_row", "requirement_edit_ops", "requirement_of", "requirement_ops",
    "retire_op", "site_edit_ops", "site_of", "site_ops", "source_of", "source_ops", "statement_of", "statement_ops",
    "status_op", "type_of", "type_ops", "types_text", "update_op", "when_in", "when_of", "when_row",
]  # fmt: skip
