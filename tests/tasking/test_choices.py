"""The page about ranking names the figures that the code uses."""

from __future__ import annotations

from pathlib import Path

from obslog.tasking.choosing import choices

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "ranking.md").read_text(encoding="utf-8")


def row(start: str) -> str:
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {start}")]
    return line


def test_the_figures_of_our_own_choice_are_those_on_the_page() -> None:
    assert f"{choices.CLEAR_CLOUD:.0%}".replace("%", " %") in row("a scene counts as clear")
    angle = row("off-nadir of optical")
    assert f"to {choices.STEEP_ENOUGH_DEG:g}°" in angle and f"at {choices.OBLIQUE_DEG:g}°" in angle
    assert f"{choices.LEFT_AT_OBLIQUE * 100:.0f} %" in angle
    sun = row("sun of optical")
    assert f"from {choices.HIGH_SUN_DEG:g}°" in sun and f"{choices.LEFT_AT_HORIZON * 100:.0f} %" in sun
    assert choices.SPARE_NIIRS == 0.5 and f"{choices.LEFT_AT_FLOOR * 100:.0f} %" in row("sharpness")
    assert f"{choices.SKY_LASTS_DAYS:g} day" in row("weather lasts")
    assert f"{choices.LATE_WORTH * 100:.0f} %" in row("an answer in the last moment")
    assert ", ".join(f"{choices.PRIORITY_WEIGHTS[n]:g}" for n in range(1, 5)) in row("priorities 1 to 4")
    attempts = row("attempts at one")
    assert f"| {choices.MOST_ATTEMPTS}," in attempts and f"{choices.LEAST_GAIN * 100:.0f} %" in attempts
    assert f"{choices.GLINT_DEG:g}°" in row("water shines")
    assert f"{choices.ALIKE_DEG:g}°" in row("easy to compare")
