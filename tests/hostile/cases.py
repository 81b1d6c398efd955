"""One file of the hostile corpus: its name, what must become of it, and why."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

REJECTED, SKIPPED, IMPORTED = "rejected", "skipped", "imported"


@dataclass(frozen=True)
class Case:
    """A file (path in bytes, below the corpus), the outcomes that are right for it, words that must be said.

    `says` is a regular expression found in its reason or one of its warnings; "" asks for nothing.
    """

    path: bytes
    outcomes: tuple[str, ...]
    says: str = ""


@dataclass
class Corpus:
    """A folder being filled with cases. `canary` is an image outside it, `url` a server that must stay unheard."""

    folder: Path
    canary: Path
    url: str
    cases: list[Case] = field(default_factory=list)

    def place(self, name: str | bytes) -> Path:
        """Where a file of that name goes; its folder is there."""
        path = Path(os.fsdecode(os.path.join(os.fsencode(self.folder), os.fsencode(name))))  # noqa: PTH118
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def add(self, name: str | bytes, outcome: str | tuple[str, ...], says: str = "") -> Path:
        """A case of that name, and where its file goes."""
        outcomes = (outcome,) if isinstance(outcome, str) else outcome
        self.cases.append(Case(os.fsencode(name), outcomes, says))
        return self.place(name)

    def write(
        self, name: str | bytes, data: bytes | str, outcome: str | tuple[str, ...], says: str = ""
    ) -> Path:
        """A case with these bytes."""
        path = self.add(name, outcome, says)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    def move(self, made: Path, name: str | bytes, outcome: str | tuple[str, ...], says: str = "") -> Path:
        """A case out of a file made under a plainer name: libraries that write images choke on some."""
        path = self.add(name, outcome, says)
        made.rename(path)
        return path

    def beside(self, name: str | bytes, data: bytes | str) -> Path:
        """A companion of a case: a document of its own, skipped as that."""
        return self.write(name, data, SKIPPED, "not imagery")
