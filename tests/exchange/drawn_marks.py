"""Marks of every kind with hostile words, as hypothesis draws them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from exchange.rows import HOSTILE
from obslog.exchange.marks.mark_files import SAID, FileMark, MarkedImage
from obslog.model.marks import MarkKind, Point

WIDE, HIGH = 912, 1526
words = st.sampled_from((*HOSTILE, "An-124", "An-26|An-32", "heavy transport", "Ил-76")) | st.text(
    min_size=1, max_size=12
)
pixels = st.tuples(
    st.integers(0, WIDE * 1000).map(lambda n: n / 1000), st.integers(0, HIGH * 1000).map(lambda n: n / 1000)
)


def _has_size(points: list[Point]) -> bool:
    return len({x for x, _ in points}) > 1 and len({y for _, y in points}) > 1


@st.composite
def marks(draw: Any) -> FileMark:
    """A mark of any kind that says some of what a mark can say."""
    kind = draw(st.sampled_from(list(MarkKind)))
    number = {MarkKind.POINT: 1, MarkKind.BOX: 2}.get(kind, 4)
    points = draw(
        st.lists(pixels, min_size=number, max_size=number).filter(lambda p: number == 1 or _has_size(p))
    )
    if kind is MarkKind.BOX:
        (x1, y1), (x2, y2) = points
        points = [(min(x1, x2), min(y1, y2)), (max(x1, x2), max(y1, y2))]
    said = draw(
        st.dictionaries(st.sampled_from([name for name in SAID if name != "confidence"]), words, max_size=4)
    )
    sure = draw(st.sampled_from(["confirmed", "probable", "possible"]))
    return FileMark(tuple(points), kind, draw(words), {"confidence": sure, **said})


@st.composite
def images(draw: Any) -> list[MarkedImage]:
    """One to three images of one size, each with its own name and sha256."""
    names = draw(st.lists(words.map(lambda word: f"{word}.tif"), min_size=1, max_size=3, unique=True))
    return [
        MarkedImage(
            name,
            tuple(draw(st.lists(marks(), max_size=4))),
            f"{place:064x}",
            WIDE,
            HIGH,
            draw(st.none() | st.just(0.3)),
        )
        for place, name in enumerate(names)
    ]
