"""An airfield with two aprons, a look at each of three days, a draft, and one image that may not be published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from observing.scene import SITE, Airfield
from obslog.model.marks import MarkKind, NewMark


class Filled(Airfield):
    """The airfield with something to export; `days` are its closed looks in order of time."""

    def fill(self) -> None:
        """Three closed looks (the second of a candidate set, the third of none), marks, and a draft."""
        self.days = (
            self.look(
                "2024-12-10T08:00:00Z", "An-124=2@north; state nose raised", "fighter=3+@south",
                visible={"all": 1}, complete_for=["transport"],
            ),
            self.look("2024-12-13T08:12:00Z", "An-26|An-32=2-4; probable", visible={"north": 0.7}),
            self.look("2024-12-15T08:00:00Z", none=["aircraft"], not_observable={"south": "cloud"}),
        )  # fmt: skip
        first = self.days[0]
        assert first.image_id is not None
        self.log.marks_add(
            first.image_id,
            [
                NewMark([(200.5, 150.25)], "An-124", state="nose raised"),
                NewMark([(190, 140), (215, 165)], "An-124", MarkKind.BOX),
            ],
            look=first.id,
        )
        self.draft = self.look("2024-12-16T08:00:00Z", "Il-76=1@north", draft=True)

    def hide(self, image: str | None, reason: str = "the provider forbids it") -> None:
        """Say that an image may not be published, in the way of the store."""
        from obslog.store.journal import Update

        old = {"publication": None, "publication_reason": None}
        new = {"publication": "no", "publication_reason": reason}
        desk = self.log._desk
        desk.write("image publication", [Update("images", str(image), old, new)], {"image": str(image)})


@pytest.fixture
def filled(tmp_path: Path) -> Iterator[Filled]:
    """The filled airfield, on SQLite."""
    made = Filled(str(tmp_path / "obslog.db"), tmp_path / "imagery")
    made.fill()
    yield made
    made.log.close()


@pytest.fixture
def anywhere(log_url: str, tmp_path: Path) -> Iterator[Filled]:
    """The filled airfield, on either database."""
    made = Filled(log_url, tmp_path / "imagery")
    made.fill()
    yield made
    made.log.close()


__all__ = ["SITE", "Filled"]
