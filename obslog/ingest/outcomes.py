"""What became of each file of an import: one outcome a file, its wire shape, and the sum of them."""

from __future__ import annotations

import base64
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from obslog.model.images import NearPair
from obslog.model.when import When

#: How many names the last lines of an import give.
_NAMED = 5


class Outcome(StrEnum):
    """How a file ended."""

    IMPORTED = "imported"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    SKIPPED = "skipped"
    REJECTED = "rejected"


def path_code(path: bytes) -> str | None:
    """The exact name in base64, where it is not UTF-8; None where the text says it all."""
    try:
        path.decode("utf-8")
    except UnicodeDecodeError:
        return base64.b64encode(path).decode("ascii")
    return None


@dataclass(frozen=True)
class FileOutcome:
    """One file and what became of it; `sites` are (name, covered share or None)."""

    path: bytes
    shown: str
    outcome: Outcome
    reason: str | None = None
    image: str | None = None
    sha256: str | None = None
    when: When | None = None
    sites: tuple[tuple[str, float | None], ...] = ()
    warnings: tuple[str, ...] = ()
    size: int = 0

    def wire(self) -> dict[str, Any]:
        """The line of `import --json`; `path_bytes` is there only for names that are not UTF-8."""
        line: dict[str, Any] = {
            "path": self.shown,
            "outcome": str(self.outcome),
            "reason": self.reason,
            "image": self.image,
            "sha256": self.sha256,
            "when": None if self.when is None else self.when.to_wire(),
            "sites": [{"site": name, "covered_share": share} for name, share in self.sites],
            "warnings": list(self.warnings),
        }
        code = path_code(self.path)
        return line if code is None else line | {"path_bytes": code}


@dataclass(frozen=True)
class ImportProgress:
    """How far an import is: its pass (`evidence` or `pixels`), files and bytes done and in all, what is at hand.

    `files_in_all` and `bytes_in_all` are None until they are known.
    """

    stage: str
    files: int
    bytes: int
    files_in_all: int | None = None
    bytes_in_all: int | None = None
    text: str = ""


@dataclass(frozen=True)
class Named:
    """How many files something is true of, and the names of the first of them."""

    count: int = 0
    first: tuple[str, ...] = ()

    def __len__(self) -> int:
        return self.count


@dataclass(frozen=True)
class ImportSummary:
    """An import as a whole. `state` is done or stopped; `undated` and `unplaced` name files for the end.

    `messages` says what concerns no single file; `entries` are the journal entries that it made; `near` are new
    images that look like another of the log.
    """

    state: str
    counts: Mapping[str, int]
    undated: Named = Named()
    unplaced: Named = Named()
    messages: tuple[str, ...] = ()
    dry_run: bool = False
    run_id: str | None = None
    entries: tuple[int, ...] = field(default=())
    near: tuple[NearPair, ...] = ()

    @property
    def exit_code(self) -> int:
        """0 done, 3 done in part: some files rejected, or stopped before the end."""
        return 3 if self.counts.get("rejected") or self.state != "done" else 0

    def wire(self) -> dict[str, Any]:
        """The value of the last line of `import --json`."""
        return {
            "state": self.state,
            "files": sum(self.counts.values()),
            **{str(outcome): self.counts.get(str(outcome), 0) for outcome in Outcome},
            "undated": self.undated.count,
            "unplaced": self.unplaced.count,
            "dry_run": self.dry_run,
            "messages": list(self.messages),
            "near": [pair.to_wire() for pair in self.near],
        }

    def lines(self) -> tuple[str, ...]:
        """The sum in words, for a person: counts, what could not be dated, what was not placed."""
        told = [
            f"{self.counts[str(outcome)]} {outcome}" for outcome in Outcome if self.counts.get(str(outcome))
        ]
        said = [("would be: " if self.dry_run else "") + ", ".join(told)] if told else []
        said.extend(self.messages)
        said.extend(_listed("could not be dated", self.undated, "obslog image list --undated"))
        said.extend(_listed("show no known site", self.unplaced))
        said.extend(_alike(self.near))
        if self.state != "done":
            said.append("stopped: what is listed is kept; the same command goes on from here")
        return tuple(said)


def _alike(pairs: tuple[NearPair, ...]) -> list[str]:
    if not pairs:
        return []
    told = [f"{_last(pair.path)} and {_last(pair.near_path)}" for pair in pairs[:3]]
    more = ", ..." if len(pairs) > 3 else ""
    images = len({pair.image for pair in pairs})
    return [
        f"{images} look{'s' * (images == 1)} like another image: {', '.join(told)}{more}; if they are one picture: "
        "obslog image link (all: obslog image list --near)"
    ]


def _last(path: str) -> str:
    return path.rsplit("/", 1)[-1]


def _listed(what: str, named: Named, more_by: str = "") -> list[str]:
    if not named.count:
        return []
    more = ""
    if named.count > len(named.first):
        more = f", and {named.count - len(named.first)} more" + (f": {more_by}" if more_by else "")
    return [f"{named.count} {what}: {', '.join(_last(path) for path in named.first)}{more}"]


class Tally:
    """Tells each outcome as it becomes final, and keeps only sums: counts, and the first few names."""

    def __init__(self, on_outcome: Callable[[FileOutcome], None]) -> None:
        self._on_outcome = on_outcome
        self.counts: Counter[str] = Counter()
        self._undated: list[str] = []
        self._unplaced: list[str] = []
        self._sums = Counter[str]()

    def tell(self, outcome: FileOutcome) -> None:
        """One file's outcome, final and recorded."""
        self.counts[str(outcome.outcome)] += 1
        if outcome.outcome is Outcome.IMPORTED:
            if outcome.when is None or outcome.when.earliest is None:
                self._note("undated", self._undated, outcome.shown)
            if not outcome.sites:
                self._note("unplaced", self._unplaced, outcome.shown)
        self._on_outcome(outcome)

    def count(self, outcome: Outcome) -> None:
        """One more of an outcome that nobody wants told."""
        self.counts[str(outcome)] += 1

    def _note(self, what: str, names: list[str], shown: str) -> None:
        self._sums[what] += 1
        if len(names) < _NAMED:
            names.append(shown)

    @property
    def undated(self) -> Named:
        """Images taken that nothing dates."""
        return Named(self._sums["undated"], tuple(self._undated))

    @property
    def unplaced(self) -> Named:
        """Images taken that show no known site."""
        return Named(self._sums["unplaced"], tuple(self._unplaced))
