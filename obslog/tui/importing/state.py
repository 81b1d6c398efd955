"""How far an import is and what became of its files, as one frozen value; what happens makes a new one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Protocol

#: Of each kind of row so many are kept; more are counted.
MOST = 400
#: The kinds of rows, in the order in which a person needs them.
KINDS = ("undated", "rejected", "unplaced", "duplicate", "skipped", "imported")
_HEADINGS = {
    "undated": "not dated: d states a date, with the reason",
    "rejected": "rejected: not taken as evidence",
    "unplaced": "taken, but they show no known site: name one above and import again, or add the site",
    "duplicate": "duplicates: the same bytes are in the log already",
    "skipped": "passed over",
    "imported": "taken",
}
_OUTCOMES = ("imported", "unchanged", "duplicate", "skipped", "rejected")
_UNITS = ("B", "kB", "MB", "GB", "TB")


class Step(Protocol):
    """How far an import is, as the engine tells it."""

    @property
    def stage(self) -> str:
        """`evidence` or `pixels`."""

    @property
    def files(self) -> int:
        """Files done."""

    @property
    def bytes(self) -> int:
        """Bytes done."""

    @property
    def files_in_all(self) -> int | None:
        """Files in all, if known."""

    @property
    def bytes_in_all(self) -> int | None:
        """Bytes in all, if known."""

    @property
    def text(self) -> str:
        """What is at hand."""


@dataclass(frozen=True)
class Row:
    """One file that a person may want to see: its kind (one of `KINDS`), and what was said of it."""

    kind: str
    path: str
    said: str = ""
    image: str | None = None
    site: str | None = None

    @property
    def name(self) -> str:
        """The file's name without its folder."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True)
class Course:
    """An import on its way. `phase` is form, running, stopping, done or failed.

    `step` is the newest that was told, `since` when its pass began (seconds of any clock) and with how many bytes,
    `counts` files by outcome, `rows` what is kept of them by kind, `said` its last words.
    """

    phase: str = "form"
    dry_run: bool = False
    step: Step | None = None
    now: float = 0.0
    since: float = 0.0
    bytes_then: int = 0
    counts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    rows: tuple[Row, ...] = ()
    more: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    said: tuple[str, ...] = ()

    @property
    def busy(self) -> bool:
        """True while files are read."""
        return self.phase in ("running", "stopping")

    def begun(self, *, dry_run: bool, now: float) -> Course:
        """A new import, nothing read yet."""
        return Course("running", dry_run, now=now, since=now)

    def stepped(self, step: Step | None, now: float) -> Course:
        """With the newest word on how far it is."""
        if step is None:
            return replace(self, now=now)
        if self.step is None or self.step.stage != step.stage:
            return replace(self, step=step, now=now, since=now, bytes_then=step.bytes)
        return replace(self, step=step, now=now)

    def heard(self, lines: Iterable[Mapping[str, Any]]) -> Course:
        """With what became of further files: lines as `import --json` has them."""
        counts, more, rows = dict(self.counts), dict(self.more), list(self.rows)
        kept = {kind: sum(row.kind == kind for row in rows) for kind in KINDS}
        for line in lines:
            counts[line["outcome"]] = counts.get(line["outcome"], 0) + 1
            for row in rows_of(line):
                if kept[row.kind] < MOST:
                    rows.append(row)
                    kept[row.kind] += 1
                else:
                    more[row.kind] = more.get(row.kind, 0) + 1
        return replace(self, counts=counts, more=more, rows=tuple(rows))

    def stopping(self) -> Course:
        """Somebody wants it to stop after the files at hand."""
        return replace(self, phase="stopping") if self.phase == "running" else self

    def ended(self, counts: Mapping[str, int], said: Sequence[str]) -> Course:
        """It is over: the counts that hold, and its last words."""
        return replace(self, phase="done", counts=dict(counts), said=tuple(said))

    def failed(self, why: str) -> Course:
        """It ended by an error."""
        return replace(self, phase="failed", said=(why,))

    def dated(self, image: str, when: str) -> Course:
        """An image that nothing dated has a date now."""
        rows = tuple(
            replace(row, kind="imported", said=when) if row.kind == "undated" and row.image == image else row
            for row in self.rows
        )
        return replace(self, rows=rows)

    def listed(self) -> tuple[Row | str, ...]:
        """The rows in the order of need, each kind under its heading."""
        out: list[Row | str] = []
        for kind in KINDS:
            rows = [row for row in self.rows if row.kind == kind]
            if rows:
                left = self.more.get(kind, 0)
                out.append(f"{len(rows) + left} {_HEADINGS[kind]}")
                out.extend(rows)
                if left:
                    out.append(f"and {left} more")
        return tuple(out)

    def counted(self) -> str:
        """`would be: 12 imported, 3 skipped`."""
        told = [f"{self.counts[name]:,} {name}" for name in _OUTCOMES if self.counts.get(name)]
        head = "would be: " if self.dry_run and told else ""
        return head + (", ".join(told) or "nothing yet")

    def share(self) -> float | None:
        """How much of this pass is done, 0..1, by bytes where they are known, else by files."""
        if self.step is None:
            return None
        for done, whole in (
            (self.step.bytes, self.step.bytes_in_all),
            (self.step.files, self.step.files_in_all),
        ):
            if whole:
                return min(1.0, done / whole)
        return None

    def how_far(self) -> str:
        """`reading 120 of 2,000 files, 84 MB of 1.4 GB, 310 MB/s, 4 s left`."""
        step = self.step
        if step is None:
            return "looking through the folder"
        what = "reading" if step.stage == "evidence" else "decoding pixels of"
        files = f"{step.files:,}" + (f" of {step.files_in_all:,}" if step.files_in_all else "")
        parts = [f"{what} {files} files", size(step.bytes)]
        if step.bytes_in_all:
            parts[-1] += f" of {size(step.bytes_in_all)}"
        took, done = self.now - self.since, step.bytes - self.bytes_then
        if took >= 0.5 and done > 0:
            rate = done / took
            parts.append(f"{size(rate)}/s")
            if step.bytes_in_all:
                parts.append(f"{duration(max(0, step.bytes_in_all - step.bytes) / rate)} left")
        return ", ".join(parts)


def rows_of(line: Mapping[str, Any]) -> tuple[Row, ...]:
    """What of one file's line a person may want to see; files that are no imagery are only counted."""
    outcome, reason = str(line["outcome"]), line.get("reason") or ""
    sites = [str(site["site"]) for site in line.get("sites") or ()]
    when = line.get("when") or {}
    said = "; ".join(text for text in (reason, *line.get("warnings", ())) if text)
    if outcome == "unchanged" or reason.startswith("not imagery"):
        return ()
    kind = outcome
    if outcome == "imported":
        kind = "undated" if not when.get("earliest") else "imported" if sites else "unplaced"
        where = ", ".join(sites) or ("shows no known site" if kind == "undated" else "")
        said = "  ".join(text for text in (_day(when), where, said) if text)
    image = line.get("image")
    return (Row(kind, str(line["path"]), said, image, sites[0] if sites else None),)


def _day(when: Mapping[str, Any]) -> str:
    return str(when.get("edtf") or when.get("text") or "") if when.get("earliest") else ""


def size(count: float) -> str:
    """Bytes as a person reads them."""
    for unit in _UNITS:
        if count < 1000 or unit == _UNITS[-1]:
            return f"{count:.0f} {unit}" if count >= 10 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return ""


def duration(seconds: float) -> str:
    """Seconds as a person reads them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"


def bar(share: float, width: int, *, ascii: bool = False) -> str:
    """A bar of `width` cells, `share` of it full."""
    full = round(max(0.0, min(1.0, share)) * width)
    on, off = ("#", ".") if ascii else ("█", "░")
    return on * full + off * (width - full)
