"""Order parameters as a product's JSON Schema asks for them, out of what a user writes."""

from __future__ import annotations

from typing import Any

import pytest

from obslog.model.errors import WordError
from obslog.tasking.orders.stapi.schemas import (
    allows_more,
    missing_parameters,
    property_table,
    read_parameters,
)

SCHEMA: dict[str, Any] = {
    "$defs": {"Tier": {"enum": ["routine", "urgent"], "type": "string"}},
    "properties": {
        "tier": {"$ref": "#/$defs/Tier", "default": "routine"},
        "looks": {"type": "integer", "minimum": 1, "maximum": 4},
        "share": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "night": {"type": "boolean"},
        "note": {"type": "string", "maxLength": 10},
        "bands": {"type": "array", "items": {"type": "string"}},
    },
    "required": ["tier"],
    "additionalProperties": False,
}


def test_values_are_read_as_the_schema_types_them() -> None:
    given = {
        "tier": "urgent",
        "looks": "2",
        "share": "0.5",
        "night": "true",
        "note": "12",
        "bands": '["red"]',
    }
    assert read_parameters(SCHEMA, given) == {
        "tier": "urgent", "looks": 2, "share": 0.5, "night": True, "note": "12", "bands": ["red"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text"),
    [("tier", "soon"), ("looks", "5"), ("looks", "many"), ("looks", "1.5"), ("looks", "NaN"), ("night", "yes"),
     ("note", "x" * 11), ("bands", "red"), ("colour", "red")],
)  # fmt: skip
def test_what_the_schema_does_not_take_is_refused_with_what_it_does(name: str, text: str) -> None:
    with pytest.raises(WordError, match=r"the product (takes|knows)"):
        read_parameters(SCHEMA, {name: text})


def test_what_is_needed_and_missing_is_named() -> None:
    (one,) = missing_parameters(SCHEMA, {"looks": 2})
    assert one.text() == "tier (one of routine, urgent; needed)"


def test_references_lead_nowhere_but_within() -> None:
    for ref in ("#", "#/nothing", "http://127.0.0.1:1/x", "#/properties/a"):
        assert list(property_table({"properties": {"a": {"$ref": ref}}})) == ["a"]
    assert property_table({"$ref": "#"}) == {}
    assert property_table({"properties": ["a"]}) == {}


def test_parts_of_a_schema_count_together() -> None:
    parts = {
        "allOf": [
            {"properties": {"a": {"type": "string"}}},
            {"properties": {"b": {"type": "integer"}}, "required": ["b"]},
        ]
    }
    table = property_table(parts)
    assert (sorted(table), table["b"].required) == (["a", "b"], True)
    assert not allows_more(SCHEMA)
    assert allows_more({"additionalProperties": True})
