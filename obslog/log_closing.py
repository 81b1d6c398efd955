"""The part of `Log` that holds images against requirements and keeps the analyst's judgement."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from obslog.model.requirements import Answer
    from obslog.observing.desk import Desk
    from obslog.tasking.answering.closing import MatchLine


class ClosingMethods:
    """A part of `Log`; `Log` is this and the rest."""

    _desk: Desk

    def requirement_matches(
        self, requirement: str | None = None, *, images: Collection[str] | None = None, every: bool = False
    ) -> tuple[MatchLine, ...]:
        """Images that answer, may answer or answer a part of one requirement, or of all that are open.

        `images` keeps to some (whole sha256); `every` gives those that do not fit too. Pairs that were judged are left
        out. Nothing is written. Raises `NotFoundError`, `AmbiguousError`.
        """
        from obslog.tasking.answering import closing

        return closing.requirement_matches(self._desk, requirement, images=images, every=every)

    def requirement_satisfy(
        self,
        requirement: str,
        image: str,
        *,
        order: str | None = None,
        reason: str | None = None,
        in_part: bool = False,
    ) -> Answer:
        """Judge that an image answers a requirement, which closes it (`in_part`: it stays open); `undo` takes it back.

        A `reason` is needed where the image falls short of what was asked or does not say. Raises `RefusedError`,
        `NotFoundError`, `AmbiguousError`.
        """
        from obslog.tasking.answering import closing

        return closing.requirement_satisfy(
            self._desk, requirement, image, order=order, reason=reason, in_part=in_part
        )

    def requirement_reject(self, requirement: str, image: str, *, reason: str) -> Answer:
        """Judge that an image does not answer a requirement; it is not proposed for it again."""
        from obslog.tasking.answering import closing

        return closing.requirement_reject(self._desk, requirement, image, reason=reason)

    def requirement_answers(self, requirement: str) -> tuple[Answer, ...]:
        """The judgements of images against one requirement, in the order they were made."""
        from obslog.tasking.answering import closing

        return closing.requirement_answers(self._desk, requirement)

    def image_looked_at(self, image: str, site: str) -> bool:
        """Whether somebody has closed a look at an image (sha256) for a site (id)."""
        from obslog.store import queries

        return bool(queries.looks_of_images(self._desk.ws, [image], site))

    def matches_of_import(self, run_id: str | None) -> tuple[MatchLine, ...]:
        """What the images that one import took may answer; nothing where no requirement is open."""
        from obslog.tasking.answering import closing

        return closing.matches_of_import(self._desk, run_id)
