"""The folders below what was typed so far, for the field of an import."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from textual.suggester import Suggester

from obslog.model.text import safe

#: No more names than these are looked at in one folder.
_MOST_ENTRIES = 5000
#: Endings of files that are imagery or hold some; a hint for a person, never a test of what is taken.
_IMAGERY = (
    ".tif",
    ".tiff",
    ".jp2",
    ".png",
    ".jpg",
    ".jpeg",
    ".ntf",
    ".nitf",
    ".img",
    ".zip",
    ".tar",
    ".gz",
    ".safe",
)


@dataclass(frozen=True)
class Place:
    """A folder, or a file that may be imagery: its name, and the text that a field would hold for it."""

    name: str
    text: str
    is_folder: bool


def places(typed: str, most: int = 60) -> tuple[Place, ...]:
    """What begins as the last part of `typed`, folders first; names that a terminal could not show are left out.

    Hidden ones only where a dot was typed. Reads one folder, follows no link; a folder that cannot be read has none.
    """
    head, slash, start = typed.rpartition("/")
    try:
        folder = Path(head + slash).expanduser() if slash else Path()
    except RuntimeError:  # ~nobody
        return ()
    found = []
    try:
        with os.scandir(folder) as entries:
            for number, entry in enumerate(entries):
                if number >= _MOST_ENTRIES:
                    break
                name = entry.name
                if not name.lower().startswith(start.lower()) or safe(name) != name:
                    continue
                if name.startswith(".") and not start.startswith("."):
                    continue
                is_folder = entry.is_dir(follow_symlinks=False)
                if is_folder or name.lower().endswith(_IMAGERY):
                    found.append(Place(name, f"{head}{slash}{name}" + "/" * is_folder, is_folder))
    except (OSError, ValueError):
        return ()
    found.sort(key=lambda place: (not place.is_folder, place.name.lower()))
    return tuple(found[:most])


def named(typed: str) -> tuple[str, ...]:
    """The paths that a field names: the whole text where that is one, else its parts between colons."""
    text = typed.strip()
    if not text:
        return ()
    try:
        if Path(text).expanduser().exists():
            return (str(Path(text).expanduser()),)
        return tuple(str(Path(part.strip()).expanduser()) for part in text.split(os.pathsep) if part.strip())
    except (RuntimeError, ValueError, OSError):
        return (text,)


class PathSuggester(Suggester):
    """Completes a path with the first folder that fits; Right takes it."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """The first place below `value`, or None."""
        if not value or value.endswith("/"):
            return None
        import asyncio

        # A share that is away may take its time.
        found = await asyncio.to_thread(places, value, 1)
        return found[0].text if found and found[0].text.startswith(value) else None
