"""Reading what others say and what the analyst concludes: sources, statements, assessments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from obslog.model.sources import Claim, Source, Statement
from obslog.store.rows.collateral import assessment_of, claim_of, source_of, statement_of
from obslog.store.rows.dates import WHEN_COLUMNS

if TYPE_CHECKING:
    from obslog.model.estimates import Assessment
    from obslog.store.workspace import Workspace

_SOURCE = ("id", "name", "kind", "reliability", "url", "notes")
_STATEMENT = (
    "id", "site_id", "source_id", "text", "reliability", "credibility", "origin", "acquisition_id",
    "movement",
    "kind", *WHEN_COLUMNS,
)  # fmt: skip
_CLAIM = ("types", "certain", "lo", "hi", "count_text", "estimate", "unknown", "state")
_ASSESSMENT = (
    "id", "site_id", "text", "likelihood", "confidence", "based_on", "supersedes", "why", *WHEN_COLUMNS,
)  # fmt: skip


def sources(ws: Workspace) -> tuple[Source, ...]:
    """All sources by name."""
    rows = ws.fetch(f"SELECT {', '.join(_SOURCE)} FROM sources WHERE live = 1 ORDER BY name_key, id")
    return tuple(source_of(dict(zip(_SOURCE, row, strict=True))) for row in rows)


def statements(ws: Workspace, site_id: str | None = None) -> list[tuple[Statement, Source]]:
    """What is said of one site, or of all, each with who says it, in order of time."""
    where, values = "live = 1", dict[str, Any]()
    if site_id is not None:
        where, values = "live = 1 AND site_id = :site", {"site": site_id}
    with ws.reading():
        rows = ws.fetch(
            f"SELECT {', '.join(_STATEMENT)} FROM statements WHERE {where} "
            "ORDER BY latest IS NULL, latest, id", **values,
        )  # fmt: skip
        claims: dict[str, list[Claim]] = {}
        for row in ws.fetch(
            f"SELECT statement_id, {', '.join(_CLAIM)} FROM statement_claims WHERE live = 1 "
            f"AND statement_id IN (SELECT id FROM statements WHERE {where}) "
            "ORDER BY statement_id, position", **values,
        ):  # fmt: skip
            claims.setdefault(row[0], []).append(claim_of(dict(zip(_CLAIM, row[1:], strict=True))))
        names = ws.fetch(f"SELECT {', '.join(_SOURCE)} FROM sources")
    said_by = {row[0]: source_of(dict(zip(_SOURCE, row, strict=True))) for row in names}
    found = [statement_of(dict(zip(_STATEMENT, row, strict=True)), claims.get(row[0], ())) for row in rows]
    return [(one, said_by[one.source_id]) for one in found]


def statements_of_site(ws: Workspace, site_id: str) -> list[Statement]:
    """What is said of one site, in order of time."""
    return [statement for statement, _ in statements(ws, site_id)]


def assessments(ws: Workspace, site_id: str | None = None) -> list[Assessment]:
    """What was concluded of one site, or of all, in the order it was written; superseded ones too."""
    where, values = "live = 1", dict[str, Any]()
    if site_id is not None:
        where, values = "live = 1 AND site_id = :site", {"site": site_id}
    rows = ws.fetch(f"SELECT {', '.join(_ASSESSMENT)} FROM assessments WHERE {where} ORDER BY id", **values)
    return [assessment_of(dict(zip(_ASSESSMENT, row, strict=True))) for row in rows]
