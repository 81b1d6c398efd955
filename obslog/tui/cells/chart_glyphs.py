"""The signs of a timeline chart, each with its ASCII twin: no two kinds of knowledge share one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ChartGlyphs:
    """One character for each sign, but for `gap_label`, which takes the words between its two ends.

    `parts` are what a solid bar ends with, an eighth of a cell higher each: index 1 to 7.
    """

    solid: str = "█"
    parts: str = " ▁▂▃▄▅▆▇"
    light: str = "░"
    open: str = "↑"
    waiting: str = "◇"
    line: str = "─"
    tick: str = "┴"
    side: str = "┤"
    corner: str = "┼"
    cursor: str = "▲"
    brushed: str = "━"
    gap_ends: tuple[str, str] = ("‹", "›")
    older: str = "«"
    same: str = "="
    #: For each kind what stands on the line of values where its own text does not fit.
    short: Mapping[str, str] = field(
        default_factory=lambda: {
            "zero": "0", "part": "(", "cloud": "#", "gap": ".", "labelled": "[", "conflict": "!"
        }
    )  # fmt: skip


UNICODE = ChartGlyphs()
#: A bar's part of a cell is `_` below the middle, `-` from there on.
ASCII = ChartGlyphs(
    solid="H", parts=" ___----", light=":", open="^", waiting="i", line="-", tick="+", side="|", corner="+",
    cursor="^", brushed="=", gap_ends=("<", ">"), older="<",
)  # fmt: skip
