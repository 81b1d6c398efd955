"""Between rows and what others say and the analyst concludes: sources, statements, assessments."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from obslog.model.estimates import Assessment
from obslog.model.sources import AdmiraltyCode, Claim, Source, Statement
from obslog.model.text import fold
from obslog.store.canonical import canonical
from obslog.store.ids import new_id
from obslog.store.journal import Insert
from obslog.store.rows.dates import count_of, count_row, types_text, when_in, when_row

Row = Mapping[str, Any]


def source_ops(source: Source) -> list[Insert]:
    """The new row of a source."""
    row = {
        "id": source.id, "name": source.name, "name_key": fold(source.name), "kind": source.kind,
        "reliability": source.reliability, "url": source.url, "notes": source.notes,
    }  # fmt: skip
    return [Insert("sources", row)]


def source_of(row: Row) -> Source:
    """A source from its row."""
    return Source(row["id"], row["name"], row["kind"], row["reliability"] or "F", row["url"], row["notes"])


def statement_ops(statement: Statement) -> list[Insert]:
    """The new rows of a statement and its claims."""
    row = {
        "id": statement.id, "site_id": statement.site_id, "source_id": statement.source_id,
        **when_row(statement.when), "text": statement.text, "reliability": statement.code.reliability,
        "credibility": statement.code.credibility, "origin": statement.origin,
        "acquisition_id": statement.acquisition_id, "movement": statement.movement, "kind": statement.kind,
    }  # fmt: skip
    ops = [Insert("statements", row)]
    for position, claim in enumerate(statement.claims):
        said = {
            "id": new_id(), "statement_id": statement.id, "types": types_text(claim.types),
            "certain": claim.certain,
            **count_row(claim.count), "state": claim.state, "position": position,
        }  # fmt: skip
        ops.append(Insert("statement_claims", said))
    return ops


def claim_of(row: Row) -> Claim:
    """A claim from its row."""
    count = count_of(row["lo"], row["hi"], row["count_text"], row["estimate"], row["unknown"])
    return Claim(tuple(row["types"].split("|")), count, row["certain"], row["state"])


def statement_of(row: Row, claims: Iterable[Claim]) -> Statement:
    """A statement from its row and its claims."""
    return Statement(
        id=row["id"], site_id=row["site_id"], source_id=row["source_id"], when=when_in(row),
        text=row["text"] or "",
        claims=tuple(claims), code=AdmiraltyCode(row["reliability"] or "F", row["credibility"] or "6"),
        origin=row["origin"], acquisition_id=row["acquisition_id"], movement=row["movement"],
        kind=row["kind"] or "observation",
    )  # fmt: skip


def assessment_ops(assessment: Assessment, analyst: str, created_at: str) -> list[Insert]:
    """The new row of an assessment."""
    row = {
        "id": assessment.id, "site_id": assessment.site_id, "text": assessment.text,
        "likelihood": assessment.likelihood, "confidence": assessment.confidence,
        "based_on": canonical(assessment.based_on), **(when_row(assessment.when) if assessment.when else {}),
        "analyst": analyst, "supersedes": assessment.supersedes, "why": assessment.why,
        "created_at": created_at,
    }  # fmt: skip
    return [Insert("assessments", row)]


def assessment_of(row: Row) -> Assessment:
    """An assessment from its row."""
    dated = row["precision"] is not None
    return Assessment(
        id=row["id"], site_id=row["site_id"], text=row["text"], likelihood=row["likelihood"],
        confidence=row["confidence"], based_on=tuple(json.loads(row["based_on"] or "[]")),
        when=when_in(row) if dated else None, supersedes=row["supersedes"], why=row["why"],
    )  # fmt: skip
