"""What an import was asked to do: one frozen value, checked before any file is touched."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.ingest.captions import Caption
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.images import Identity
from obslog.model.when import Basis, When

#: What `--set` may state for every file of an import.
SETTABLE = ("when", "provider", "platform", "instrument", "licence", "attribution")


class OnDuplicate(StrEnum):
    """What becomes of a second file with the same bytes: kept as another copy, passed over, or asked."""

    LINK = "link"
    SKIP = "skip"
    ASK = "ask"


@dataclass(frozen=True)
class ImportOptions:
    """How to import.

    `sites` are ids of sites that every image shows, as the analyst says; `copy` a folder of the log's own
    into which evidence is copied; `set` fields stated for every file (see `SETTABLE`); `jobs` how many files
    are read at once; `pixels` whether every pixel is decoded; `dry_run` writes nothing at all; `decisions` a
    file of recorded answers to be replayed, `record_decisions` one to which the answers of a person are added;
    `retry` reads again what was rejected or skipped although it is untouched; `quiet` only counts unchanged
    files; `captions` what was written of single files; `listed` further paths, which need not be there. Raises
    `WordError` for a field or date that cannot be.
    """

    sites: tuple[str, ...] = ()
    copy: Path | None = None
    set: Mapping[str, str] = field(default_factory=dict)
    on_duplicate: OnDuplicate = OnDuplicate.LINK
    jobs: int = 0
    pixels: bool = True
    dry_run: bool = False
    decisions: Path | None = None
    record_decisions: Path | None = None
    limits: Limits = DEFAULT_LIMITS
    retry: bool = False
    quiet: bool = False
    captions: tuple[Caption, ...] = ()
    listed: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        for key in self.set:
            if key not in SETTABLE:
                raise WordError("field", key, f"what can be set is {', '.join(SETTABLE)}")
        if self.jobs < 0:
            raise WordError("jobs", str(self.jobs), "say how many files to read at once, 1 or more")
        self.stated_when()

    @property
    def workers(self) -> int:
        """How many files are read at once: as asked, else one a processor core, at most eight."""
        return self.jobs or min(os.cpu_count() or 1, 8)

    def stated_when(self) -> When | None:
        """The date that the analyst states for every file, or None."""
        return parse_edtf(self.set["when"], Basis.ANALYST) if "when" in self.set else None

    def to_note(self) -> dict[str, object]:
        """What of this is worth keeping with the run, as plain JSON."""
        return {
            "sites": list(self.sites),
            "copy": self.copy is not None,
            "set": dict(self.set),
            "on_duplicate": str(self.on_duplicate),
            "pixels": self.pixels,
            "captions": len(self.captions),
        }


def with_stated(identity: Identity, options: ImportOptions) -> Identity:
    """The identity with what the analyst states for every file laid over it, each with basis `analyst`."""
    stated: dict[str, Any] = {
        key: options.set[key] for key in ("provider", "platform", "instrument") if key in options.set
    }
    when = options.stated_when()
    if not stated and when is None:
        return identity
    basis = dict(identity.basis) | dict.fromkeys(stated, str(Basis.ANALYST))
    warnings = identity.warnings
    if when is not None:
        basis["when"] = str(Basis.ANALYST)
        if identity.when.is_dated and not identity.when.overlaps(when):
            says = f"{identity.when.describe()} (basis {identity.when.basis})"
            warnings = (*warnings, f"the analyst states {when.describe()}; the file says {says}")
    kept = when if when is not None else identity.when
    return replace(identity, when=kept, basis=basis, warnings=warnings, **stated)
