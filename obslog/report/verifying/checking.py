"""A report held against the log: its bytes, its head, all that it says made again from the journal, its evidence."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from obslog.model.errors import FileRefusedError, ObslogError
from obslog.model.text import safe
from obslog.model.version import VERSION
from obslog.observing.chipping import verify as verify_file
from obslog.observing.desk import Desk
from obslog.report import several
from obslog.report.assembling import make
from obslog.report.forms import summary_forms
from obslog.report.forms.markdown_pictures import files
from obslog.report.forms.rendering import render
from obslog.report.parts import Report
from obslog.report.recipe import Recipe
from obslog.report.verifying.differences import differences
from obslog.report.verifying.reading_back import WrittenReport, read_bytes, understand
from obslog.store import queries
from obslog.store.as_of import log_as_of
from obslog.store.verify import head_findings

#: So many differences of the text are told; the rest are counted.
MOST_TOLD = 40


@dataclass(frozen=True)
class ReportCheck:
    """What checking a report found: `findings`, a line each, none for a sound report; what was `checked`, and what
    could not be (`unchecked`), in sentences."""

    path: str
    form: str
    sha256: str
    head: str | None
    findings: tuple[str, ...]
    checked: tuple[str, ...]
    unchecked: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    @property
    def was_compared(self) -> bool:
        """Whether every line was held against the log, not the bytes alone."""
        return any(said.startswith("text:") for said in self.checked)

    def to_wire(self) -> dict[str, Any]:
        """The shape of `verify-report --json`."""
        return {
            "path": self.path,
            "form": self.form,
            "sha256": self.sha256,
            "head": self.head,
            "sound": self.sound,
            "findings": list(self.findings),
            "checked": list(self.checked),
            "unchecked": list(self.unchecked),
        }


class _Notes:
    """What is found on the way."""

    def __init__(self) -> None:
        self.findings: list[str] = []
        self.checked: list[str] = []
        self.unchecked: list[str] = []


def verify_report(desk: Desk, path: str | os.PathLike[str]) -> ReportCheck:
    """Check a report or summary against the log. Raises `FileRefusedError` for what is none.

    HTML, JSON and Markdown are made again from the journal as of the head that they name, and every line is compared;
    of other forms (PDF, text) the bytes alone are held against what the log recorded when it wrote them.
    """
    data, notes = read_bytes(path), _Notes()
    digest = hashlib.sha256(data).hexdigest()
    recorded = queries.exports_of(desk.ws, digest)
    try:
        written = understand(path, data)
    except FileRefusedError:
        if not recorded:
            raise
        # A form that cannot be read back: its bytes say all that there is to check.
        one = recorded[0]
        written = WrittenReport(str(one["format"]), "", str(one["head"]), None, VERSION)
    _check_bytes(recorded, digest, notes)
    seq = _check_head(desk, written, notes)
    if written.version != VERSION:
        notes.unchecked.append(
            f"it was written by obslog {safe(written.version or 'of no version')}, this is {VERSION}: "
            "what follows from the same data may be worded otherwise"
        )
    if seq is not None:
        _check_text(desk, written, seq, notes, Path(path).parent, bool(recorded))
    notes.unchecked.append("whether the journal itself is sound: obslog verify")
    return ReportCheck(
        os.fspath(path), written.form, digest, None if written.head is None else safe(written.head),
        tuple(notes.findings), tuple(notes.checked), tuple(notes.unchecked),
    )  # fmt: skip


def _check_bytes(found: Sequence[Mapping[str, Any]], digest: str, notes: _Notes) -> None:
    if found:
        one = found[0]
        notes.checked.append(f"bytes: this log wrote them at {one['at'][:19]}Z as {safe(one['path'])}")
    else:
        notes.findings.append(
            f"bytes: this log has no record of having written a file of this content (sha256 {digest})"
        )


def _check_head(desk: Desk, written: WrittenReport, notes: _Notes) -> int | None:
    """The sequence of the report's head, if it is one of this log."""
    if written.head is None:
        notes.findings.append("head: the report names no head of a journal")
        return None
    hashes = {int(seq): str(made) for seq, made in desk.ws.fetch("SELECT seq, hash FROM journal")}
    wrong = list(head_findings(hashes, [written.head]))
    notes.findings += [safe(one) for one in wrong]
    if wrong:
        return None
    seq = int(written.head.split(":")[0])
    later = max(hashes) - seq
    since = "the newest entry" if not later else f"{later} entr{'y' if later == 1 else 'ies'} ago"
    notes.checked.append(f"head: entry {seq} is in the chain with that hash ({since})")
    return seq


def _check_text(
    desk: Desk, written: WrittenReport, seq: int, notes: _Notes, folder: Path, recorded: bool
) -> None:
    """Make the report again as of its head; tell what differs, and hold the evidence against its files."""
    if written.recipe is None:
        if recorded:
            kind = (
                "made with a template of one's own" if written.text else f"{written.form} cannot be read back"
            )
            notes.unchecked.append(f"what it says: {kind}; its bytes are those that were written")
        else:
            notes.findings.append("text: it does not say how it was made, so nothing in it can be compared")
        return
    try:
        recipe = Recipe.from_text(written.recipe)
        with _desk_at(desk, seq) as then:
            again, reports = _made_again(then, recipe, written.form)
            _check_evidence(then, reports, notes)
    except ObslogError as error:
        notes.findings.append(f"text: it cannot be made again: {safe(str(error))}")
        return
    if recipe.folder is not None:
        _check_files(folder / recipe.folder, reports, notes)
    found = list(differences(written.text, again))
    if found and recorded and written.version != VERSION:
        # The bytes are those that were written: it is this version that writes otherwise.
        notes.unchecked.append(f"what it says: this version would write {len(found)} lines otherwise")
        return
    notes.findings += found[:MOST_TOLD]
    if len(found) > MOST_TOLD:
        notes.findings.append(f"text: {len(found) - MOST_TOLD} further lines differ")
    if not found:
        claims = sum(len(one.claims) for one in reports)
        figures = [figure for one in reports for figure in one.figures]
        pictures = sum(one.missing is None for figure in figures for one in figure.pictures)
        notes.checked.append(
            f"text: every line follows from the log as of that head ({claims} claims, {pictures} pictures)"
        )


def _made_again(desk: Desk, recipe: Recipe, form: str) -> tuple[str, Sequence[Report]]:
    """The text of the report that a recipe asks for, and the reports that are in it."""
    if recipe.is_summary:
        summary = several.make(desk, recipe.sites, recipe.since, recipe.until, redact=recipe.redact)
        return summary_forms.render_bytes(summary, form).decode("utf-8"), summary.reports
    made = make(desk, recipe).report
    return render(made, form), (made,)


def _check_files(folder: Path, reports: Sequence[Report], notes: _Notes) -> None:
    """The pictures that lie beside a Markdown report."""
    wanted = files([figure for one in reports for figure in one.figures])
    for name, data in wanted.items():
        try:
            # A pipe would keep it waiting, and a link may lead anywhere.
            there = (folder / name).lstat()
            same = stat.S_ISREG(there.st_mode) and there.st_size == len(data)
            same = same and (folder / name).read_bytes() == data
        except OSError:
            notes.findings.append(f"picture {name}: it is not in {safe(str(folder))}")
            continue
        if not same:
            notes.findings.append(f"picture {name}: the file is not the one that the log's image gives")


def _check_evidence(desk: Desk, reports: Sequence[Report], notes: _Notes) -> None:
    """Each file that a report rests on, read through and held against its sha256."""
    named = sorted({line.sha256 for one in reports for line in one.evidence})
    images = queries.images_by_id(desk.ws, named)
    sound = 0
    for sha256 in named:
        image = images[sha256]
        try:
            verify_file(desk, image)
            sound += 1
        except ObslogError as error:
            hidden = image.publication == "no"
            told = "its file is not there as it was imported" if hidden else safe(str(error))
            notes.findings.append(f"evidence {sha256[:12]}: {told}")
    if sound:
        notes.checked.append(
            f"evidence: {sound} of {len(named)} files have the sha256 that the report states"
        )


@contextmanager
def _desk_at(desk: Desk, seq: int) -> Iterator[Desk]:
    """The desk as it was after an entry: itself where nothing came after, else a copy made from the journal."""
    if int(desk.ws.head().split(":")[0]) == seq:
        yield desk
        return
    with tempfile.TemporaryDirectory(prefix="obslog-as-of-") as folder:
        ws = log_as_of(desk.ws, seq, Path(folder) / "obslog.db")
        try:
            yield replace(desk, ws=ws, _tree=None, _names={}, grounds={}, areas={}, marks={})
        finally:
            ws.close()
