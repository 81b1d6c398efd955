"""An import whose outcomes are kept, for tests that ask what became of each file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from obslog.ingest.options import ImportOptions
from obslog.ingest.outcomes import FileOutcome, ImportSummary
from obslog.ingest.run import import_images
from obslog.store.journal import Actor
from obslog.store.workspace import Workspace

ACTOR = Actor("test")


@dataclass(frozen=True)
class Taken:
    """What an import answered (its attributes are the summary's), and the outcomes that it told."""

    summary: ImportSummary
    outcomes: list[FileOutcome]

    def __getattr__(self, name: str) -> Any:
        return getattr(self.summary, name)


def take(
    workspace: Workspace, *paths: Path | bytes, options: ImportOptions | None = None, **more: Any
) -> Taken:
    """Import `paths` with two workers."""
    outcomes: list[FileOutcome] = []
    options = options or ImportOptions(jobs=2)
    summary = import_images(workspace, ACTOR, paths, options, on_outcome=outcomes.append, **more)
    return Taken(summary, outcomes)


def by_name(taken: Taken) -> dict[str, FileOutcome]:
    """The outcomes by the names of their files."""
    return {outcome.shown.rsplit("/", 1)[-1]: outcome for outcome in taken.outcomes}
