"""The signs of the picture of the sky, each with its ASCII twin: no two kinds of passes or light share one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class SkyGlyphs:
    """`marks` by kind of pass, `light` by what the sun does; one character each."""

    marks: Mapping[str, str] = field(
        default_factory=lambda: {"day": "●", "night": "○", "sar": "◆", "beyond": "·", "other": "+"}
    )
    light: Mapping[str, str] = field(default_factory=lambda: {"day": " ", "dusk": "░", "night": "▒"})
    now: str = "│"
    line: str = "─"
    tick: str = "┬"
    side: str = "│"
    unasked: str = "╱"
    above: str = "↑"
    below: str = "↓"


UNICODE = SkyGlyphs()
ASCII = SkyGlyphs(
    marks={"day": "O", "night": "o", "sar": "S", "beyond": "'", "other": "+"},
    light={"day": " ", "dusk": ".", "night": ":"},
    now="|",
    line="-",
    tick="+",
    side="|",
    unasked="/",
    above="^",
    below="v",
)
