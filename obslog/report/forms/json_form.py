"""A report as canonical JSON: sorted keys, every claim once, sections naming their claims by id."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from obslog.report.forms.json_numbers import charts_shape
from obslog.report.parts import ChangeGroup, Claim, Report
from obslog.report.picture_parts import Figure

#: The name and version of this shape.
FORMAT = "obslog-report/1"


def render(report: Report) -> str:
    """The JSON text with a line feed at its end; `<`, `>` and `&` are escaped, so it may stand in HTML."""
    return dump(shape(report))


def dump(value: dict[str, Any]) -> str:
    """An object as this form writes it."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, indent=1)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text + "\n"


def shape(report: Report) -> dict[str, Any]:
    """The object that is written: claims in one list in reading order, sections as lists of their ids."""
    sections: dict[str, Any] = {
        "finding": _ids(report.finding),
        "changes": [_group(one) for one in report.changes],
        "windows": _ids(report.windows),
        "observations": _ids(report.observations),
        "zeros": _ids(report.zeros),
        "gaps": _ids(report.gaps),
        "contradictions": _ids(report.contradictions),
        "questions": _ids(report.questions),
    }
    return {
        "format": FORMAT,
        "title": report.title,
        "site": report.site,
        "place": report.place,
        "since": report.since,
        "until": report.until,
        "banner": report.banner,
        "notice": report.notice,
        "as_of": report.head,
        "obslog": report.version,
        "claims": [asdict(claim) for claim in report.claims],
        "sections": sections,
        "matrix": asdict(report.grid),
        "charts": charts_shape(report.charts),
        "passes_ahead": asdict(report.ahead),
        "order_of_battle": [asdict(line) for line in report.battle.lines],
        "assessments": [asdict(line) for line in report.assessments],
        "statements": [asdict(line) for line in report.statements],
        "sources": [asdict(line) for line in report.sources],
        "evidence": [asdict(line) for line in report.evidence],
        "footnotes": [asdict(note) for note in report.notes],
        "figures": [figure_shape(one) for one in report.figures],
        "not_pictured": list(report.unpictured),
        "stands": [asdict(one) for one in report.stands],
        "left_out": list(report.left_out),
        "redacted": report.redacted,
        "recipe": None if report.recipe is None else json.loads(report.recipe),
    }


def figure_shape(one: Figure) -> dict[str, Any]:
    """A figure without the bytes of its pictures: their sha256 names them."""
    return {
        "id": one.id,
        "group": one.group,
        "claims": list(one.claims),
        "title": one.title,
        "same_ground": one.laid,
        "notes": list(one.notes),
        "pictures": [
            {
                "side": picture.side,
                "evidence": picture.evidence,
                "missing": picture.missing,
                "alt": picture.alt,
                "caption": picture.caption,
                "credit": picture.credit,
                "sha256": picture.sha256,
                "width": picture.width,
                "height": picture.height,
                "derivation": dict(picture.derivation),
            }
            for picture in one.pictures
        ],
    }


def _ids(claims: Sequence[Claim]) -> list[str]:
    return [claim.id for claim in claims]


def _group(one: ChangeGroup) -> dict[str, Any]:
    return {
        "title": one.title,
        "whole_period": one.whole_period,
        "strict": _ids(one.strict),
        "as_labelled": _ids(one.labelled),
        "rows": [asdict(row) for row in one.rows],
        "notes": list(one.notes),
    }
