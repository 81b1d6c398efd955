"""A summary of several sites in each form: HTML, PDF, Markdown, JSON, text and one paragraph for a chat."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from obslog.model.errors import WordError
from obslog.model.text import listed
from obslog.report.content.summary import Summary
from obslog.report.forms import exploitation, html, json_form, markdown, pdf
from obslog.report.forms.markdown_numbers import battle
from obslog.report.parts import WINDOWS_LEAD

#: The name and version of the JSON shape.
FORMAT = "obslog-summary/1"
#: Up to how many sites a PDF carries the structure that a screen reader follows: of two hundred it is 36 MB of 45.
_TAGGED = 50
#: How many sites where something moved a paragraph for a chat names.
_NAMED = 5


def render_bytes(summary: Summary, form: str) -> bytes:
    """The summary in any form as it stands in a file, text in UTF-8. Raises `WordError`."""
    if form in BYTES:
        return BYTES[form](summary)
    if form not in FORMS:
        raise WordError("report form", form, f"it can be {listed([*FORMS, *BYTES], 'or')}")
    return FORMS[form](summary).encode("utf-8")


def _html(summary: Summary) -> str:
    return html.page("summary.html.j2", s=summary, windows_lead=WINDOWS_LEAD)


def _pdf(summary: Summary) -> bytes:
    newest = max((pdf.newest(one) for one in summary.reports), default=0)
    return pdf.set_pages(
        "summary.typ",
        {
            **shape(summary),
            "battle_leads": [one.battle.lead for one in summary.reports],
        },
        newest,
        tagged=len(summary.reports) <= _TAGGED,
    )


def _json(summary: Summary) -> str:
    return json_form.dump(shape(summary))


def shape(summary: Summary) -> dict[str, Any]:
    """The object that is written: the table at the head, then each site as the JSON form of its report."""
    return {
        "format": FORMAT,
        "title": summary.title,
        "period": summary.period,
        "banner": summary.banner,
        "as_of": summary.head,
        "obslog": summary.version,
        "recipe": None if summary.recipe is None else json.loads(summary.recipe),
        "lead": summary.lead,
        "sites": [asdict(line) for line in summary.lines],
        "without_looks": list(summary.silent),
        "reports": [json_form.shape(one) for one in summary.reports],
    }


def _markdown(summary: Summary) -> str:
    escape, claims = markdown.escape, markdown.claims
    blocks = [f"# {summary.title}"]
    blocks += [f"> **{escape(summary.banner)}**"] if summary.banner else []
    blocks += [f"{escape(summary.period)}, as of journal head {escape(summary.head)}", escape(summary.lead)]
    if summary.lines:
        head = ("", "site", "passes", "last", "what moved", "open")
        rows = [
            (str(x.number), escape(x.site), str(x.passes), escape(x.last), escape(x.finding), str(x.open))
            for x in summary.lines
        ]
        blocks.append(markdown.table(head, rows))
    for number, one in enumerate(summary.reports, start=1):
        blocks.append(f"## {number}. {escape(one.site)}")
        blocks.append(escape(one.place))
        for said in (one.banner, one.notice, one.redacted):
            blocks += [f"**{escape(said)}**"] if said else []
        blocks += claims("Finding", one.finding, level=3)
        blocks += claims("Arrivals and departures", one.windows, level=3)
        blocks += battle(one.battle, escape, markdown.marks, level=3)
        blocks += claims("What could not be seen", one.gaps, level=3)
        blocks += markdown.statements(one.statements, level=3)
        blocks += claims("Contradictions", one.contradictions, level=3)
        blocks += claims("Open questions", one.questions, level=3)
        blocks += markdown.evidence(one.evidence, level=3)
    if summary.silent:
        blocks += ["## Sites without a look in this period", escape(listed(summary.silent)) + "."]
    for one in summary.reports:
        blocks += markdown.notes(one.notes)
    blocks.append(markdown.ending(summary.head, summary.version, summary.recipe))
    return "\n\n".join(blocks) + "\n"


def _text(summary: Summary) -> str:
    head = [summary.banner, "EXPLOITATION SUMMARY", summary.period, summary.lead]
    blocks = ["\n".join(exploitation.wrapped(line) for line in head if line)]
    for number, one in enumerate(summary.reports, start=1):
        blocks.append(f"--- {number} ---\n\n{exploitation.render(one).rstrip()}")
    if summary.silent:
        blocks.append(exploitation.wrapped(f"NO LOOK IN THIS PERIOD: {listed(summary.silent)}."))
    blocks.append(f"AS OF JOURNAL HEAD {summary.head}\nobslog {summary.version}")
    return "\n\n".join(blocks) + "\n"


def _chat(summary: Summary) -> str:
    moved = [line for line in summary.lines if line.moved]
    said = [summary.lead, *(line.finding for line in moved[:_NAMED])]
    if len(moved) > _NAMED:
        said.append(f"And {len(moved) - _NAMED} more sites.")
    head, _, digest = summary.head.partition(":")
    said.append(f"(obslog, as of journal head {head}:{digest[:12]})")
    drawn = "DRAWN SCENES, NOT PHOTOGRAPHS. " if summary.banner else ""
    return f"{drawn}{summary.period}. {' '.join(said)}\n"


#: Forms that are text.
FORMS: dict[str, Callable[[Summary], str]] = {
    "html": _html, "md": _markdown, "json": _json, "text": _text, "chat": _chat,
}  # fmt: skip
#: Forms that are no text.
BYTES: dict[str, Callable[[Summary], bytes]] = {"pdf": _pdf}
