"""The colours: dark, light and plain. Meaning is never in a colour alone."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="obslog-dark",
    primary="#6cb6ff",
    secondary="#8ddb8c",
    accent="#f0b72f",
    foreground="#d8dee6",
    background="#0f1318",
    surface="#151a21",
    panel="#1d242d",
    success="#8ddb8c",
    warning="#f0b72f",
    error="#ff938a",
    dark=True,
)
LIGHT = Theme(
    name="obslog-light",
    primary="#0b5cad",
    secondary="#1a7f37",
    accent="#9a6700",
    foreground="#1f2328",
    background="#ffffff",
    surface="#f6f8fa",
    panel="#eaeef2",
    success="#1a7f37",
    warning="#9a6700",
    error="#b42318",
    dark=False,
)
#: Greys alone, for paper-white terminals, projectors and eyes that see no colours.
PLAIN = Theme(
    name="obslog-plain",
    primary="#e0e0e0",
    secondary="#c8c8c8",
    accent="#ffffff",
    foreground="#e8e8e8",
    background="#000000",
    surface="#101010",
    panel="#1c1c1c",
    success="#d8d8d8",
    warning="#ffffff",
    error="#ffffff",
    dark=True,
)
THEMES = (DARK, LIGHT, PLAIN)
