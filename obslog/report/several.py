"""Several sites in one summary: each read once and briefly, numbered through, and written in one of the forms."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from obslog.model.errors import RefusedError, WordError
from obslog.model.places import Site
from obslog.model.version import VERSION
from obslog.observing import questions
from obslog.observing.desk import Desk
from obslog.observing.whole_files import write_file
from obslog.report.assembling import gather, journal_entries
from obslog.report.content.summary import Summary, in_order, summarise
from obslog.report.forms.rendering import form_of, ready
from obslog.report.forms.summary_forms import BYTES, render_bytes
from obslog.report.material import Material
from obslog.report.model import build
from obslog.report.parts import Report
from obslog.report.publishing import REDACTED, Rule, prepared
from obslog.report.recipe import Recipe
from obslog.store import queries
from obslog.store.exporting import record_export


def report(
    desk: Desk,
    sites: Sequence[str],
    *,
    since: str | None = None,
    until: str | None = None,
    output: str | Path | None = None,
    form: str | None = None,
    redact: bool = False,
) -> str:
    """The summary as text ("" for a PDF) of the sites named, of all where none is; written as `assembling.report`.

    It holds no pictures. Raises as that does, and `RefusedError` where the log has no site.
    """
    if output is not None and desk.ws.read_only:
        # Before anything is written: a file of which the log knows nothing could never be checked.
        raise RefusedError(
            "the log is open for reading only, and what leaves it is recorded: use -o - instead"
        )
    if output is None and form is None:
        raise WordError("report", "", "name a file ending in .html, .pdf, .md, .json or .txt, or a form")
    shape = form or form_of(str(output))
    if output is None and shape in BYTES:
        raise WordError("report", shape, f"name a file for it, ending in .{shape}")
    ready(shape)
    data = render_bytes(make(desk, sites, since, until, redact=redact), shape)
    if output is not None:
        write_file(Path(output), data)
        shown = str(output).encode("utf-8", "backslashreplace").decode("utf-8")
        record_export(desk.ws, shown, shape, hashlib.sha256(data).hexdigest(), desk.ws.head())
    return "" if shape in BYTES else data.decode("utf-8")


def make(
    desk: Desk, sites: Sequence[str], since: str | None, until: str | None, *, redact: bool = False
) -> Summary:
    """The summary, in no form yet, read in one state of the log."""
    with desk.ws.reading():
        chosen = _chosen(desk, sites)
        # A date that cannot be read is said once, before two hundred sites are read.
        questions.period(desk, chosen[0], since, until)
        entries, rule = journal_entries(desk), Rule(redact=redact)
        materials = [
            prepared(gather(desk, site.id, since, until, pairs=False, entries=entries), rule)
            for site in chosen
        ]
        head = desk.ws.head()
    sections: list[tuple[Material, Report]] = []
    notes = 0
    for number, material in enumerate(in_order(materials), start=1):
        # Labels and notes are numbered through the whole summary, so that each leads to one place.
        made = build(material, brief=True, prefix=f"{number}.", notes_before=notes)
        notes += len(made.notes)
        sections.append((material, replace(made, redacted=REDACTED if redact else None)))
    silent = [material.site.name for material in materials if not material.looks]
    recipe = Recipe(since=since, until=until, redact=redact, sites=tuple(site.id for site in chosen if sites))
    return replace(summarise(sections, silent, (since, until), head, VERSION), recipe=recipe.to_text())


def _chosen(desk: Desk, sites: Sequence[str]) -> list[Site]:
    """The sites named, each once; all of the log where none is."""
    if not sites:
        every = list(queries.sites(desk.ws))
        if not every:
            raise RefusedError("the log has no site: obslog site add NAME POSITION")
        return every
    return list({site.id: site for site in map(desk.site, sites)}.values())
