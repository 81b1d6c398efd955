"""The part of `Log` that measures and compares objects: two looks mark by mark, lengths, types that fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.model.fitting import TypeFit
    from obslog.model.marks import Alignment, Point
    from obslog.model.resolving import Support
    from obslog.observing.desk import Desk
    from obslog.observing.object_words import ObjectDiff
    from obslog.observing.stand_check import PixelShift, StandQueue
    from obslog.places.measuring import Measurement


class ObjectMethods:
    """What can be measured and matched; `Log` is this and the rest."""

    _desk: Desk

    def mark_diff(self, before: str, after: str) -> ObjectDiff:
        """The marks of two looks at one site, object by object: still occupied, moved, new, gone, ambiguous or
        not comparable, with the shift between the images that was found or given.
        """
        from obslog.observing import objects

        return objects.mark_diff(self._desk, before, after)

    def image_align(
        self, before: str, after: str, pairs: Sequence[tuple[Point, Point]], *, reason: str | None = None
    ) -> Alignment:
        """Lay image `before` on image `after` by two points, each ((column, row) on before, (column, row) on after).

        Stored; one that was stored for these images is replaced.
        """
        from obslog.observing import aligning

        return aligning.image_align(self._desk, before, after, pairs, reason=reason)

    def image_alignment(self, before: str, after: str) -> Alignment | None:
        """The stored alignment of two images, turned round where it was made the other way; None without one."""
        from obslog.observing import aligning

        return aligning.image_alignment(self._desk, before, after)

    def image_register(self, before: str, after: str) -> PixelShift:
        """How image `after` lies against image `before` by their pixels, or why they do not say; nothing is stored."""
        from obslog.observing import stand_check

        return stand_check.image_register(self._desk, before, after)

    def mark_check(self, look: str, image: str) -> StandQueue:
        """The marks of a look held against another image: which stands look changed. A queue for the eye, no verdict."""
        from obslog.observing import stand_check

        return stand_check.mark_check(self._desk, look, image)

    def measure(self, image: str, points: Sequence[Point]) -> Measurement:
        """Length and azimuth of a line between two pixels (column, row) of an image, with its error band."""
        from obslog.observing import measuring

        return measuring.measure(self._desk, image, points)

    def type_fit(
        self,
        length_m: float | None = None,
        span_m: float | None = None,
        *,
        gsd_m: float | None = None,
        below: str = "object",
    ) -> TypeFit:
        """The types whose published length and span (wings, rotor, beam) fit what was measured: the 99 % set."""
        from obslog.model import fitting

        return fitting.type_fit(self._desk.tree(), length_m, span_m, gsd_m=gsd_m, below=below)

    def type_support(self, type: str, *, gsd_m: float | None = None, niirs: float | None = None) -> Support:
        """Whether an image of that GSD or NIIRS can support naming a type; else the level above that it can."""
        from obslog.model import resolving

        return resolving.type_support(self._desk.tree(), type, gsd_m=gsd_m, niirs=niirs)
