"""How the terminal UI looks and behaves, as its user set it in `config.toml` ([ui]) and `keys.toml`.

[ui]
graphics = "cells"
coordinates = "mgrs"
theme = "obslog-light"

# keys.toml: the id of an action (obslog keys lists them) and its keys
"image.zoom_in" = "plus,z"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from obslog.model.errors import WordError

GRAPHICS = ("auto", "kitty", "sixel", "cells", "quadrants", "mono", "ascii")
CHOICES: dict[str, tuple[str, ...]] = {
    "graphics": GRAPHICS,
    "mouse": ("auto", "cell", "off"),
    "coordinates": ("dd", "dms", "mgrs", "utm"),
    "theme": ("obslog-dark", "obslog-light", "obslog-plain"),
}


@dataclass(frozen=True)
class Settings:
    """One value a field, each with what it means; the defaults are for a new user."""

    #: How pictures are drawn: auto, kitty, sixel, cells, quadrants, mono or ascii.
    graphics: str = "auto"
    #: How the mouse speaks: auto (pixels where the terminal offers them), cell, or off.
    mouse: str = "auto"
    #: How positions are written: dd, dms, mgrs or utm.
    coordinates: str = "dd"
    #: The name of a theme: obslog-dark, obslog-light or obslog-plain.
    theme: str = "obslog-dark"
    #: Glyphs of plain ASCII instead of ● ◐ ○ and block characters.
    ascii: bool = False
    #: Show times of the site beside UTC.
    local_time: bool = True
    #: Changed keys: the id of an action (`image.zoom_in`) to keys, comma between.
    keys: Mapping[str, str] = field(default_factory=dict)


def read_settings(folder: Path | None = None) -> Settings:
    """The settings in a folder (None: the user's configuration folder). Raises `WordError` for what cannot be meant."""
    if folder is None:
        from platformdirs import user_config_path

        folder = user_config_path("obslog")
    whole = _table(folder / "config.toml")
    ui = whole.get("ui", {})
    if not isinstance(ui, dict):
        raise WordError("settings", f"{folder / 'config.toml'}", "[ui] is a table")
    known = {one.name: one for one in fields(Settings) if one.name != "keys"}
    for name, value in ui.items():
        if name not in known:
            raise WordError("setting", name, f"is none; [ui] knows {', '.join(known)}")
        if name in CHOICES and value not in CHOICES[name]:
            raise WordError("setting", f"{name} = {value}", f"write one of {', '.join(CHOICES[name])}")
        if name not in CHOICES and not isinstance(value, bool):
            raise WordError("setting", f"{name} = {value}", "write true or false")
    keys = _table(folder / "keys.toml")
    for name, value in keys.items():
        if not isinstance(value, str) or not value.strip():
            raise WordError("key", name, f'write its keys in quotes, comma between: "{name}" = "plus,z"')
    return Settings(**ui, keys=keys)


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise WordError("settings", str(path), f"cannot be read: {error}") from None


def check_keys(keys: Mapping[str, str], known: Mapping[str, str]) -> None:
    """Raises `WordError` for a changed key whose action there is not; `known` are ids with their keys."""
    from difflib import get_close_matches

    for name in keys:
        if name not in known:
            near = get_close_matches(name, known, n=2)
            tail = f"; did you mean {' or '.join(near)}?" if near else "; obslog keys lists them"
            raise WordError("key", name, f"no action of the terminal UI has that id{tail}")
