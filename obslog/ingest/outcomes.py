"""What became of each file of an import: one outcome a file, its wire shape, and the sum of them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from obslog.model.when import When


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
class ImportSummary:
    """An import as a whole. `state` is done or stopped; `undated` and `unplaced` name files for the end.

    `messages` says what concerns no single file; `entries` are the journal entries that it made.
    """

    state: str
    counts: Mapping[str, int]
    outcomes: tuple[FileOutcome, ...] = ()
    undated: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    dry_run: bool = False
    run_id: str | None = None
    entries: tuple[int, ...] = field(default=())

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
            "undated": len(self.undated),
            "unplaced": len(self.unplaced),
            "dry_run": self.dry_run,
            "messages": list(self.messages),
        }

    def lines(self) -> tuple[str, ...]:
        """The sum in words, for a person: counts, what could not be dated, what was not placed."""
        told = [
            f"{self.counts[str(outcome)]} {outcome}" for outcome in Outcome if self.counts.get(str(outcome))
        ]
        said = [("would be: " if self.dry_run else "") + ", ".join(told)] if told else []
        said.extend(self.messages)
        said.extend(_listed("could not be dated", self.undated))
        said.extend(_listed("show no known site", self.unplaced))
        if self.state != "done":
            said.append("stopped: what is listed is kept; the same command goes on from here")
        return tuple(said)


def _listed(what: str, paths: tuple[str, ...]) -> list[str]:
    if not paths:
        return []
    more = f", and {len(paths) - 5} more" if len(paths) > 5 else ""
    return [f"{len(paths)} {what}: {', '.join(path.rsplit('/', 1)[-1] for path in paths[:5])}{more}"]
