"""The images of a log by the names that files of other tools call them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING

from obslog.store import queries

if TYPE_CHECKING:
    from obslog.observing.desk import Desk

_SHA256 = 64


def image_finder(desk: Desk) -> Callable[[str], set[str]]:
    """A function from a name to the ids of the images that it can mean: a whole sha256, or a file's name.

    Of a path the last part counts; case does not, nor the ending where no image has the whole name.
    """
    by_name: dict[str, set[str]] = {}
    for image_id, path in desk.ws.fetch("SELECT image_id, path FROM image_files WHERE live = 1"):
        whole = PurePath(str(path)).name.casefold()
        for key in {whole, PurePath(whole).stem}:
            by_name.setdefault(key, set()).add(str(image_id))

    def find(name: str) -> set[str]:
        if len(name) == _SHA256 and queries.images_by_id(desk.ws, [name]):
            return {name}
        whole = PurePath(name.replace("\\", "/")).name.casefold()
        return by_name.get(whole) or by_name.get(PurePath(whole).stem) or set()

    return find
