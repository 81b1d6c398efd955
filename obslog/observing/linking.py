"""Images of one acquisition, as the analyst says: crops and re-posts of one picture are one source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import combinations
from typing import Any

from obslog.change.passes import PASS_MINUTES
from obslog.model.errors import RefusedError
from obslog.model.images import Image
from obslog.model.when import Basis, When
from obslog.observing.desk import Desk, required
from obslog.observing.looks import image_of
from obslog.store import queries
from obslog.store.journal import Op
from obslog.store.queries.acquisitions import exact_instant, move_ops, new_acquisition

_WEAK = (Basis.FILE_NAME, Basis.CAPTION, Basis.UNKNOWN)


@dataclass(frozen=True)
class Linked:
    """The images of one acquisition after they were linked or parted, and what should make the analyst pause."""

    images: tuple[Image, ...]
    warnings: tuple[str, ...] = ()

    def wire(self) -> dict[str, Any]:
        """The shape of the line of `image link --json`."""
        return {
            "acquisition": self.images[0].acquisition_id,
            "images": [image.id for image in self.images],
            "warnings": list(self.warnings),
        }


def image_link(desk: Desk, images: Sequence[str], *, reason: str) -> Linked:
    """Make these images, and all that share an acquisition with one of them, images of one acquisition.

    Their looks follow, and count as one pass and one source. Raises `RefusedError` for fewer than two images,
    for images linked already, and for two that good witnesses date apart.
    """
    because = required("reason", reason)
    with desk.ws.transaction():
        named = {image.id: image for image in (image_of(desk, text) for text in images)}
        if len(named) < 2:
            raise RefusedError("name two different images or more to link them")
        before = list(dict.fromkeys(i.acquisition_id for i in named.values() if i.acquisition_id is not None))
        if len(before) == 1 and all(i.acquisition_id is not None for i in named.values()):
            raise RefusedError("these images are of one acquisition already")
        whole = dict(named)
        for acquisition in before:
            whole |= {each.id: each for each in queries.images_of_acquisition(desk.ws, acquisition)}
        warnings = _differences(list(whole.values()))
        ops: list[Op] = []
        if before:
            target = before[0]
        else:
            platform = next((i.identity.platform for i in named.values() if i.identity.platform), None)
            instants = [at for i in named.values() if (at := exact_instant(i.identity.when)) is not None]
            made = new_acquisition(platform, min(instants, default=None), because)
            target, ops = str(made.row["id"]), [made]
        ops += move_ops(desk.ws, whole, target, "analyst")
        told = ", ".join(sorted(image_id[:12] for image_id in named))
        desk.write("image link", ops, {"images": told, "because": because})
        after = queries.images_by_id(desk.ws, whole)
    return Linked(tuple(sorted(after.values(), key=lambda image: image.path)), warnings)


def image_unlink(desk: Desk, images: Sequence[str], *, reason: str) -> Linked:
    """Give each of these images an acquisition of its own again; their looks follow.

    Raises `RefusedError` for one that shares its acquisition with no other image.
    """
    because = required("reason", reason)
    with desk.ws.transaction():
        named = {image.id: image for image in (image_of(desk, text) for text in images)}
        ops: list[Op] = []
        for image in named.values():
            shared = image.acquisition_id is not None and len(
                queries.images_of_acquisition(desk.ws, image.acquisition_id)
            )
            if not shared or shared < 2:
                raise RefusedError(f"image {image.id[:12]} shares its acquisition with no other image")
            made = new_acquisition(image.identity.platform, exact_instant(image.identity.when), because)
            ops += [made, *move_ops(desk.ws, [image.id], str(made.row["id"]), "analyst")]
        told = ", ".join(sorted(image_id[:12] for image_id in named))
        desk.write("image unlink", ops, {"images": told, "because": because})
        after = queries.images_by_id(desk.ws, named)
    return Linked(tuple(sorted(after.values(), key=lambda image: image.path)))


def _differences(images: Sequence[Image]) -> tuple[str, ...]:
    """What speaks against one acquisition. Raises `RefusedError` where both of two dates are good."""
    warnings = []
    for one, other in combinations(images, 2):
        first, second = one.identity.when, other.identity.when
        if _apart(first, second):
            said = f"{_name(one)} is of {_dated(first)}, {_name(other)} of {_dated(second)}"
            if first.basis not in _WEAK and second.basis not in _WEAK:
                raise RefusedError(f"{said}: two passes; correct a date first: obslog image date")
            warnings.append(f"{said}: the looks at both count over the whole time between")
    platforms = sorted({i.identity.platform for i in images if i.identity.platform})
    if len(platforms) > 1:
        warnings.append(f"different platforms are named: {', '.join(platforms)}")
    dated = [image for image in images if image.identity.when.is_dated]
    undated = [image for image in images if not image.identity.when.is_dated]
    if dated and undated:
        best = min(dated, key=lambda image: _span(image.identity.when))
        for image in undated:
            warnings.append(
                f"{_name(image)} has no date of its own, {_name(best)} is of {_dated(best.identity.when)}: "
                f"obslog image date {image.id[:12]} {best.identity.when.edtf} --because ..."
            )
    return tuple(warnings)


def _apart(one: When, other: When) -> bool:
    if not one.is_dated or not other.is_dated:
        return False
    assert one.earliest and one.latest and other.earliest and other.latest
    return max(one.earliest, other.earliest) - min(one.latest, other.latest) > timedelta(minutes=PASS_MINUTES)


def _span(when: When) -> timedelta:
    assert when.earliest is not None and when.latest is not None
    return when.latest - when.earliest


def _dated(when: When) -> str:
    return f"{when.describe()} (basis {when.basis})"


def _name(image: Image) -> str:
    return image.path.rsplit("/", 1)[-1] or image.id[:12]
