"""How names of files are read: which pattern matches, what its groups hold, and what follows for the date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.file_names import Hit, read_name
from obslog.imagery.name_patterns import patterns_from
from obslog.model.when import When


@dataclass(frozen=True)
class NameReading:
    """One name: what it says (None for nothing), and the patterns by which it was read."""

    name: str
    claim: Claim | None
    hits: tuple[Hit, ...]

    @property
    def when(self) -> When | None:
        """The date that it states, basis `file_name`."""
        return self.claim.when if self.claim is not None else None

    @property
    def warnings(self) -> tuple[str, ...]:
        """What should make the reader of that date pause."""
        if self.claim is None:
            return ()
        said = self.claim.when.warnings if self.claim.when is not None else ()
        return tuple(dict.fromkeys((*said, *self.claim.warnings)))

    def wire(self) -> dict[str, Any]:
        """The shape of a line of `patterns test --json`."""
        fields = self.claim.fields if self.claim is not None else {}
        return {
            "name": self.name,
            "patterns": [
                {
                    "pattern": hit.pattern.name,
                    "kind": hit.pattern.kind,
                    "origin": hit.pattern.origin,
                    "text": hit.text,
                    "groups": dict(hit.groups),
                }
                for hit in self.hits
            ],
            "when": self.when.to_wire() if self.when is not None else None,
            "provider": fields.get("provider"),
            "platform": fields.get("platform"),
            "instrument": fields.get("instrument"),
            "warnings": list(self.warnings),
        }


def read_names(names: Iterable[str], patterns: str | Path | None = None) -> tuple[NameReading, ...]:
    """Each name (or path, of which the last part counts) read by the patterns in use.

    Raises `WordError` for a file of patterns that cannot be used.
    """
    with patterns_from(patterns):
        read = []
        for name in names:
            last = name.rstrip("/").rpartition("/")[2]
            claim, hits = read_name(
                last.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
            )
            read.append(NameReading(name, claim, hits))
    return tuple(read)
