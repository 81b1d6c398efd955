"""What a product says of its queryables and order parameters, out of JSON Schema; values of a user held against it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from obslog.model.errors import WordError

_DEEPEST = 8
_MOST = 500


@dataclass(frozen=True)
class Property:
    """One queryable or order parameter: its JSON types, its bounds and choices as far as the schema states them."""

    name: str
    kinds: frozenset[str] = frozenset()
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] = ()
    required: bool = False
    max_length: int | None = None
    title: str = ""
    unit: str = ""

    @property
    def numeric(self) -> bool:
        """It takes a number, or does not say what it takes."""
        return not self.kinds or bool(self.kinds & {"number", "integer"})

    def text(self) -> str:
        """What it takes, in a few words: `priority (one of standard, rush; needed)`."""
        takes = []
        if self.choices:
            takes.append("one of " + ", ".join(str(one) for one in self.choices[:12]))
        elif self.kinds - {"null"}:
            takes.append(" or ".join(sorted(self.kinds - {"null"})))
        if self.minimum is not None or self.maximum is not None:
            low, high = ("" if one is None else f"{one:g}" for one in (self.minimum, self.maximum))
            takes.append(f"{low}..{high}")
        takes += ["needed"] if self.required else []
        return f"{self.name} ({'; '.join(takes)})" if takes else self.name


def property_table(schema: Mapping[str, Any]) -> dict[str, Property]:
    """The properties that a schema names, at most 500; references within it are followed, others are not."""
    found: dict[str, Property] = {}
    _collect(schema, schema, found, 0)
    return found


def allows_more(schema: Mapping[str, Any]) -> bool:
    """It says outright that properties beyond those that it names are welcome."""
    return schema.get("additionalProperties") is True


def read_parameters(schema: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, Any]:
    """The order parameters that a user wrote, as the values that the schema asks for.

    Raises `WordError`: a name that it does not know, a value that it does not take, one that it needs and is missing.
    """
    table = property_table(schema)
    known = ", ".join(one.text() for one in table.values()) or "none"
    values: dict[str, Any] = {}
    for name, text in given.items():
        if name in table:
            values[name] = _value(table[name], text)
        elif allows_more(schema):
            values[name] = text
        else:
            raise WordError("parameter", name, f"the product knows none of that name; it knows: {known}")
    return values


def missing_parameters(schema: Mapping[str, Any], values: Mapping[str, Any]) -> tuple[Property, ...]:
    """What the schema needs and the values do not state."""
    return tuple(one for one in property_table(schema).values() if one.required and one.name not in values)


def _value(rule: Property, text: str) -> Any:
    value = _read(rule, text)
    said = WordError("parameter", f"{rule.name}={text}", f"the product takes {rule.text()}")
    if rule.choices and value not in rule.choices:
        raise said
    if isinstance(value, int | float) and not isinstance(value, bool):
        low = rule.minimum if rule.minimum is not None else value
        high = rule.maximum if rule.maximum is not None else value
        if not low <= value <= high:
            raise said
    if isinstance(value, str) and rule.max_length is not None and len(value) > rule.max_length:
        raise said
    return value


def _read(rule: Property, text: str) -> Any:
    kinds = rule.kinds or {type_of(one) for one in rule.choices} or {"string"}
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    kind = type_of(value)
    if kind in kinds or (kind == "integer" and "number" in kinds):
        return value
    if "string" in kinds:
        return text
    raise WordError("parameter", f"{rule.name}={text}", f"the product takes {rule.text()}")


def type_of(value: Any) -> str:
    """The JSON Schema name of a value's type."""
    if isinstance(value, bool):
        return "boolean"
    if value is None:
        return "null"
    for kind, name in ((int, "integer"), (float, "number"), (str, "string"), (list, "array")):
        if isinstance(value, kind):
            return name
    return "object"


def _collect(root: Mapping[str, Any], schema: Any, found: dict[str, Property], depth: int) -> None:
    schema = _followed(root, schema)
    if depth > _DEEPEST or not isinstance(schema, Mapping):
        return
    properties, needed = schema.get("properties"), schema.get("required")
    needs = set(filter(lambda one: isinstance(one, str), needed)) if isinstance(needed, list) else set()
    for name, one in properties.items() if isinstance(properties, Mapping) else ():
        if len(found) < _MOST and name not in found:
            found[name] = _property(root, name, one, name in needs)
    for name in ("allOf",):
        parts = schema.get(name)
        for part in parts[:20] if isinstance(parts, list) else ():
            _collect(root, part, found, depth + 1)


def _property(root: Mapping[str, Any], name: str, schema: Any, required: bool) -> Property:
    kinds: set[str] = set()
    facts: dict[str, Any] = {}
    _facts(root, schema, kinds, facts, 0)
    return Property(
        name, frozenset(kinds), _number(facts, "minimum", "exclusiveMinimum"), _number(facts, "maximum", "exclusiveMaximum"),
        tuple(facts.get("enum", ())), required,
        facts["maxLength"] if isinstance(facts.get("maxLength"), int) else None,
        *(facts[key] if isinstance(facts.get(key), str) else "" for key in ("title", "unit")),
    )  # fmt: skip


def _facts(root: Mapping[str, Any], schema: Any, kinds: set[str], facts: dict[str, Any], depth: int) -> None:
    """Types of all alternatives together; bounds and choices of the first alternative that states them."""
    schema = _followed(root, schema)
    if depth > _DEEPEST or not isinstance(schema, Mapping):
        return
    kind = schema.get("type")
    kinds |= (
        {kind}
        if isinstance(kind, str)
        else {k for k in kind if isinstance(k, str)}
        if isinstance(kind, list)
        else set()
    )
    if isinstance(schema.get("enum"), list):
        facts.setdefault("enum", [one for one in schema["enum"][:100] if isinstance(one, str | int | float)])
    if isinstance(schema.get("const"), str | int | float):
        facts.setdefault("enum", [schema["const"]])
    for key in ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "maxLength", "title", "unit"):
        if key in schema:
            facts.setdefault(key, schema[key])
    for key in ("anyOf", "oneOf", "allOf"):
        parts = schema.get(key)
        for part in parts[:20] if isinstance(parts, list) else ():
            _facts(root, part, kinds, facts, depth + 1)


def _followed(root: Mapping[str, Any], schema: Any) -> Any:
    """What a reference within the schema stands for (`#/$defs/Priority`), beside what stands next to it."""
    for _ in range(_DEEPEST):
        if not isinstance(schema, Mapping) or not isinstance(schema.get("$ref"), str):
            return schema
        target: Any = root
        parts = schema["$ref"].split("/")
        if parts[0] != "#":
            return {}
        for part in parts[1:]:
            target = (
                target.get(part.replace("~1", "/").replace("~0", "~"))
                if isinstance(target, Mapping)
                else None
            )
        if not isinstance(target, Mapping):
            return {}
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return {}


def _number(facts: Mapping[str, Any], *names: str) -> float | None:
    for name in names:
        value = facts.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
    return None
