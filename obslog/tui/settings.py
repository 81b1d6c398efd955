"""How the terminal UI looks and behaves, as its user set it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Settings:
    """One value a field, each with what it means; the defaults are for a new user."""

    #: How pictures are drawn: auto, kitty, sixel, cells, quadrants, mono or ascii.
    graphics: str = "auto"
    #: How the mouse speaks: auto (pixels where the terminal offers them), cell, or off.
    mouse: str = "auto"
    #: How positions are written: dd, dms, mgrs or utm.
    coordinates: str = "dd"
    #: The name of a theme.
    theme: str = "obslog-dark"
    #: Glyphs of plain ASCII instead of ● ◐ ○ and block characters.
    ascii: bool = False
    #: Show times of the site beside UTC.
    local_time: bool = True
    #: Changed keys: the id of an action (`image.zoom_in`) to keys, comma between.
    keys: Mapping[str, str] = field(default_factory=dict)
