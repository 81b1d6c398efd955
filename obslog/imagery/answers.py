"""The answers of a worker process as plain JSON, and back: nothing that a worker sends is ever executed."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from obslog.imagery.identify import Identified
from obslog.imagery.probing import Answer
from obslog.model.images import Identity
from obslog.model.places import Geometry
from obslog.model.when import Basis, Precision, When

Wire = dict[str, Any]
_PLAIN = tuple(
    each.name for each in fields(Identity) if each.name not in ("path", "when", "footprint", "warnings")
)
_STAMP = ("sha256", "size", "mtime_ns", "device", "inode")


def answer_to_wire(answer: Answer) -> Wire:
    """`answer` as JSON values."""
    found = answer.evidence
    return {
        "evidence": None
        if found is None
        else {"identity": identity_to_wire(found.identity)} | {key: getattr(found, key) for key in _STAMP},
        "outcome": answer.outcome,
        "reason": answer.reason,
        "unread": None if answer.unread is None else identity_to_wire(answer.unread),
    }


def answer_of_wire(wire: Wire, path: str) -> Answer:
    """The answer in `wire` for the file shown as `path`. Raises `KeyError`, `TypeError` or `ValueError`."""
    found = wire["evidence"]
    return Answer(
        None
        if found is None
        else Identified(identity_of_wire(found["identity"], path), **{key: found[key] for key in _STAMP}),
        wire["outcome"],
        wire["reason"],
        None if wire["unread"] is None else identity_of_wire(wire["unread"], path),
    )


def identity_to_wire(identity: Identity) -> Wire:
    """`identity` as JSON values, its path left out."""
    wire = {name: getattr(identity, name) for name in _PLAIN}
    wire["when"] = _when_to_wire(identity.when)
    wire["footprint"] = None if identity.footprint is None else identity.footprint.polygons
    wire["warnings"] = identity.warnings
    return wire


def identity_of_wire(wire: Wire, path: str) -> Identity:
    """The identity in `wire`. Raises `KeyError`, `TypeError` or `ValueError`."""
    shape = wire["footprint"]
    return Identity(
        path=path,
        when=_when_of_wire(wire["when"]),
        footprint=None if shape is None else _geometry(shape),
        warnings=tuple(wire["warnings"]),
        **{name: wire[name] for name in _PLAIN},
    )


def _geometry(shape: list[list[list[list[float]]]]) -> Geometry:
    return Geometry(
        tuple(tuple(tuple((lon, lat) for lon, lat in ring) for ring in polygon) for polygon in shape)
    )


def _when_to_wire(when: When) -> list[Any]:
    return [
        when.text,
        None if when.earliest is None else when.earliest.isoformat(),
        None if when.latest is None else when.latest.isoformat(),
        str(when.precision),
        str(when.basis),
        when.edtf,
        when.qualifier,
        when.zone,
        when.warnings,
    ]


def _when_of_wire(wire: list[Any]) -> When:
    text, earliest, latest, precision, basis, edtf, qualifier, zone, warnings = wire
    return When(
        text,
        None if earliest is None else datetime.fromisoformat(earliest),
        None if latest is None else datetime.fromisoformat(latest),
        Precision(precision),
        Basis(basis),
        edtf,
        qualifier,
        zone,
        tuple(warnings),
    )
