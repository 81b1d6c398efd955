"""The part of `Log` that is about evidence: images imported, listed, dated; one method for each command."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.ingest.outcomes import ImportSummary
    from obslog.ingest.preparing import Prepared
    from obslog.ingest.whereabouts import Moved
    from obslog.model.images import Image, NearPair
    from obslog.observing.desk import Desk
    from obslog.observing.linking import Linked
    from obslog.observing.placing import Placed


class ImageMethods:
    """What can be done with evidence; `Log` is this and the rest."""

    _desk: Desk

    def import_images(
        self, paths: Iterable[str | Path], *, sites: Sequence[str] = (), **options: Any
    ) -> ImportSummary:
        """Take images as evidence; originals stay where they are. A second run changes nothing.

        `sites` joins images without georeference to them; see `obslog.ingest.asking.start` for the options.
        """
        from obslog.ingest import asking

        joined = [self._desk.site(site).id for site in sites]
        return asking.start(self._desk.ws, self._desk.actor, list(paths), joined, **options)

    def image_list(self, site: str | None = None, **options: Any) -> tuple[Image, ...]:
        """Images, newest first; `undated`, `not_exploited` and `limit` narrow them."""
        from obslog.observing import evidence

        return evidence.image_list(self._desk, site, **options)

    def image_show(self, image: str) -> Image:
        """One image."""
        from obslog.observing import looks

        return looks.image_of(self._desk, image)

    def image_date(self, image: str, when: str, *, reason: str, basis: str = "analyst") -> Image:
        """Correct the date of an image (EDTF) with the reason; its looks follow."""
        from obslog.observing import evidence

        return evidence.image_date(self._desk, image, when, reason=reason, basis=basis)

    def image_near(self, site: str | None = None, **options: Any) -> tuple[NearPair, ...]:
        """Pairs of images that look alike, nearest first; `image` and `limit` narrow them. Suggestions only."""
        from obslog.observing import evidence

        return evidence.image_near(self._desk, site, **options)

    def image_link(self, images: Sequence[str], *, reason: str) -> Linked:
        """Make images one acquisition: crops and re-posts of one picture are one source. Their looks follow."""
        from obslog.observing import linking

        return linking.image_link(self._desk, images, reason=reason)

    def image_unlink(self, images: Sequence[str], *, reason: str) -> Linked:
        """Give each of these images an acquisition of its own again."""
        from obslog.observing import linking

        return linking.image_unlink(self._desk, images, reason=reason)

    def image_relocate(self, folder: str | Path, **options: Any) -> tuple[Moved, ...]:
        """Find evidence that was moved, under `folder`, by its sha256; see `obslog.ingest.whereabouts.relocate`."""
        from obslog.ingest import whereabouts

        return whereabouts.relocate(self._desk.ws, self._desk.actor, folder, **options)

    def image_prepare(self, images: Sequence[str] | None = None, **options: Any) -> Prepared:
        """Look through the pixels of images (None: all) nobody looked through, and make missing previews.

        See `obslog.ingest.preparing.prepare`.
        """
        from obslog.ingest import preparing
        from obslog.observing import looks

        ids = None if images is None else [looks.image_of(self._desk, image).id for image in images]
        return preparing.prepare(self._desk.ws, self._desk.actor, ids, **options)

    def image_preview(self, image: str) -> Path:
        """The file of an image's preview (JPEG, at most 512 pixels a side), made now if there is none."""
        from obslog.ingest import preparing
        from obslog.observing import looks

        return preparing.preview(self._desk.ws, looks.image_of(self._desk, image).id)

    def image_place(self, image: str, ties: Sequence[str], *, reason: str | None = None) -> Placed:
        """Place an image by tie points (`COL,ROW=LAT,LON`, two or more); the sites it shows are found."""
        from obslog.observing import placing

        return placing.image_place(self._desk, image, ties, reason=reason)
