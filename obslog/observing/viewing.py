"""What is needed to look at an image: its file as it was imported, and the ground of its pixels."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from obslog.imagery.archives import file_of
from obslog.imagery.limits import DEFAULT_LIMITS
from obslog.imagery.opening import open_regular
from obslog.imagery.viewing import CHANGED, GONE, ImageView, Subject
from obslog.imagery.workers import Lost, Task, Workers
from obslog.model.errors import FileRefusedError
from obslog.observing.looks import image_of
from obslog.places.ground_grid import GroundGrid
from obslog.store.image_files import Kept, kept_files

if TYPE_CHECKING:
    from obslog.model.images import Image, Tie
    from obslog.observing.desk import Desk

#: So many grids are kept at a desk.
_MOST_GROUNDS = 512
#: A touched file up to this size is hashed to tell whether it is still the same.
_CHEAP_BYTES = 256 << 20
_CHUNK = 1 << 20


def image_view(desk: Desk, image_id: str, preview: Path | None = None) -> ImageView:
    """The image open to be looked at; `preview` is where the picture that its import made lies, if it does.

    A file that is not there any more is shown by its preview alone. Raises `NotFoundError`, and
    `FileRefusedError` where the file changed since it was imported, or where neither file nor preview is there.
    """
    image = image_of(desk, image_id)
    known = image.identity
    picture = preview if preview is not None and preview.is_file() else None
    path, shown, trouble = None, image.path, None
    try:
        file = file_of_image(desk, image)
        path, shown = file.path, file.shown
    except FileRefusedError as error:
        if error.reason != GONE or picture is None:
            raise
        shown, trouble = error.path, f"{error}. This is the small picture that its import made."
    ties = image.ties if known.georeference == "ties" else ()
    return ImageView(
        Subject(
            image.id, path, shown, image.size, known.width or 0, known.height or 0,
            preview=None if picture is None else os.fsencode(picture.absolute()),
            maker=" ".join(each for each in (known.provider, known.platform) if each),
            ties=ties, ground=desk.grounds.get((image.id, ties)), valid_outline=image.valid_area, trouble=trouble,
        ),
        # What the view finds need not be asked of the file again. A file that is gone tells nothing.
        on_ground=lambda grid: None if path is None else _keep(desk, (image.id, ties), grid),
    )  # fmt: skip


def ground_of(desk: Desk, image_id: str) -> GroundGrid | None:
    """The ground of an image's pixels, by its ties where it was placed by them; None where it has no place.

    Made from the file at the first asking, then kept at the desk. `image_id` is a sha256 or its first 8 or more
    characters. Raises `NotFoundError`, and `FileRefusedError` where the file is not there as it was imported.
    """
    image = image_of(desk, image_id)
    ties = image.ties if image.identity.georeference == "ties" else ()
    key = image.id, ties
    if key not in desk.grounds:
        _keep(desk, key, _ground(desk, image))
    return desk.grounds[key]


def _keep(desk: Desk, key: tuple[str, tuple[Tie, ...]], grid: GroundGrid | None) -> None:
    # Views find grounds on threads of their own: each step here is one that threads cannot come between.
    if len(desk.grounds) >= _MOST_GROUNDS:
        desk.grounds.pop(next(iter(list(desk.grounds))), None)
    desk.grounds[key] = grid


def _ground(desk: Desk, image: Image) -> GroundGrid | None:
    known = image.identity
    if known.georeference == "ties" and known.width and known.height:
        from obslog.imagery.grounding import grid_by_ties

        return grid_by_ties(image.ties, known.width, known.height)
    if known.footprint is None:
        return None
    file = file_of_image(desk, image)
    with Workers(1, DEFAULT_LIMITS) as workers:
        ((_, answer),) = workers.run("ground", [Task(image.id, file.path, image.size)])
    reason = answer.reason if isinstance(answer, Lost) else answer["reason"]
    if reason is not None:
        raise FileRefusedError(file.shown, reason)
    return None if answer["grid"] is None else GroundGrid.from_wire(answer["grid"])


def file_of_image(desk: Desk, image: Image) -> Kept:
    """A recorded file of the image that is there as it was imported.

    One of the same size that was touched since is hashed again where that is cheap. Raises `FileRefusedError`
    saying what to do.
    """
    files = list(kept_files(desk.ws, [image.id]))
    untouched = next((each for each in files if each.is_untouched()), None)
    if untouched is not None:
        return untouched
    same = next((each for each in files if each.is_there() and _is_same(each, image)), None)
    if same is not None:
        return same
    left = next((each for each in files if os.path.lexists(file_of(each.path))), None)
    if left is not None:
        raise FileRefusedError(left.shown, CHANGED)
    raise FileRefusedError(files[0].shown if files else image.path, GONE)


def _is_same(file: Kept, image: Image) -> bool:
    if image.size > _CHEAP_BYTES:
        return False
    digest = hashlib.sha256()
    try:
        with open_regular(file.path) as (fd, _):
            while block := os.read(fd, _CHUNK):
                digest.update(block)
    except (FileRefusedError, OSError):
        return False
    return digest.hexdigest() == image.id
