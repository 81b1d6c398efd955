"""Element sets from files and folders: each file read by what it holds, each refusal with its file and line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from obslog.imagery.opening import open_regular
from obslog.model.errors import FileRefusedError, NotFoundError, WordError
from obslog.orbits.elements import ElementSet
from obslog.orbits.reading import LARGEST_BYTES, read_elements

#: What element files are called; in a folder, others are passed over. A file that is named is read whatever its name.
ENDINGS = (".tle", ".3le", ".2le", ".txt", ".json", ".csv", ".xml", ".kvn", ".omm")
_DEEPEST = 16


@dataclass(frozen=True)
class RefusedSet:
    """One element set that could not be taken: the file, the number of its line or record, and why."""

    path: str
    line: int
    reason: str

    def text(self) -> str:
        """One line for a person."""
        return f"{self.path}: line {self.line}: {self.reason}" if self.line else f"{self.path}: {self.reason}"


def elements_of(paths: Iterable[str | Path]) -> Iterator[ElementSet | RefusedSet]:
    """All element sets of files and folders, in order of names. Raises `NotFoundError`, `FileRefusedError`."""
    for given in paths:
        path = Path(given)
        if not path.exists():
            raise NotFoundError(
                "file or folder", str(path), hint="give a file of element sets, or a folder of them"
            )
        if path.is_dir():
            for file in _files_below(path, 0):
                yield from _one_file(file, named=False)
        else:
            yield from _one_file(path, named=True)


def _files_below(folder: Path, depth: int) -> Iterator[Path]:
    if depth > _DEEPEST:
        return
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir(follow_symlinks=False):
            yield from _files_below(Path(entry.path), depth + 1)
        elif entry.is_file(follow_symlinks=False) and entry.name.lower().endswith(ENDINGS):
            yield Path(entry.path)


def _one_file(path: Path, *, named: bool) -> Iterator[ElementSet | RefusedSet]:
    shown = str(path)
    try:
        with open_regular(os.fsencode(path)) as (fd, info):
            if info.st_size > LARGEST_BYTES:
                raise FileRefusedError(shown, f"{info.st_size >> 20} MB is no element file")
            data = os.pread(fd, info.st_size, 0)
        for one in read_elements(data):
            yield one if isinstance(one, ElementSet) else RefusedSet(shown, one.line, one.reason)
    except WordError as error:
        if named:
            raise FileRefusedError(shown, str(error)) from None
        # A folder may hold other texts; they are named, not fatal.
        yield RefusedSet(shown, 0, str(error))
