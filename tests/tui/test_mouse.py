"""The mouse speaks in cells wherever a multiplexer might grant pixels and not send them."""

from __future__ import annotations

import pytest

from obslog.tui.mouse import mouse_of, settle_mouse


@pytest.mark.parametrize(
    "environ",
    [{"TMUX": "/tmp/x,1,0", "TERM": "xterm-kitty"}, {"STY": "1.x"}, {"TERM": "screen-256color"}, {"TERM": "tmux"},
     {"ZELLIJ": "0"}, {"TERM": "foot", "TEXTUAL_SMOOTH_SCROLL": "0"}],
)  # fmt: skip
def test_cells_within_a_multiplexer(environ: dict[str, str]) -> None:
    assert mouse_of("auto", environ) == "cell"


def test_pixels_where_nothing_stands_between_unless_said_otherwise() -> None:
    environ = {"TERM": "xterm-kitty"}
    assert settle_mouse("auto", environ) == "pixel" and "TEXTUAL_SMOOTH_SCROLL" not in environ
    assert settle_mouse("cell", environ) == "cell" and environ.pop("TEXTUAL_SMOOTH_SCROLL") == "0"
    assert settle_mouse("off", environ) == "off" and environ["TEXTUAL_SMOOTH_SCROLL"] == "0"
