"""Draws the pictures of the README: real screens of the demo log, by the UI's own export, at a fixed clock and size.

    python docs/draw_pictures.py            writes docs/pictures/*.svg
    python docs/draw_pictures.py --check    says which of them no longer say what the screens say, and exits with 1

Same words, same picture: what differs from run to run (ids, hashes, positions of glyphs) is no difference.
"""

from __future__ import annotations

import argparse
import asyncio
import html
import json
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from obslog.log import Log
    from obslog.tui.messages import Open

PICTURES = Path(__file__).resolve().parent / "pictures"
#: The demo is made, and the screens are shown, at these instants.
MADE = datetime(2024, 12, 18, 9, 0, tzinfo=UTC)
NOW = datetime(2024, 12, 18, 9, 30, tzinfo=UTC)
#: A picture is no larger than this: the image on a scene is what makes it large.
MOST_BYTES = 450_000


@dataclass(frozen=True)
class Picture:
    """One picture: its name, what it shows, the size in cells, what is opened and which keys are pressed."""

    name: str
    title: str
    size: tuple[int, int]
    opens: Callable[[Log], Open | None]
    #: `@column,row,zoom` puts the crosshair on a pixel of the image of a scene.
    keys: tuple[str, ...] = ()


def _home(log: Log) -> Open | None:
    return None


def _scene(log: Log) -> Open:
    from obslog.tui.messages import OpenScene

    image = next(image for image in log.image_list("Khmeimim") if "20241213" in image.path)
    return OpenScene(image.id, log.site_show("Khmeimim").id)


def _compare(log: Log) -> Open:
    from obslog.tui.messages import OpenCompare

    site = log.site_show("Khmeimim").id
    before, after = (
        _marked(log, site, f"khmeimim_{day}.tif") for day in ("20241213T081200Z", "20241215T070200Z")
    )
    return OpenCompare(site, before, after)


def _marked(log: Log, site: str, name: str) -> str:
    """The image of that name, after every aircraft that was drawn into it was marked and its look closed."""
    from obslog.demo import scenes

    drawn = json.loads((scenes() / "records.json").read_text(encoding="utf-8"))["truth"]["files"]
    (truth,) = (one for one in drawn if one["file"].endswith(name))
    image = next(image.id for image in log.image_list(site) if image.path.endswith(name))
    look = log.look_begin(site, image)
    for one in truth["objects"]:
        if one["area"] == "north apron" and one["type"] != "truck":
            left, top, right, bottom = one["pixel_box"]
            log.mark_add(image, [((left + right) / 2, (top + bottom) / 2)], one["type"], look=look.id)
    log.look_close(look.id)
    return image


#: Two An-124 and an Il-76 on the north apron, each marked where it stands.
_MARKED = ("7", "@177,821,5", "space", "@188,929,5", "space", "4", "@215,1026,5", "space", "@262,860,6")


def _change(log: Log) -> Open:
    from obslog.tui.messages import OpenChange

    return OpenChange(log.site_show("Khmeimim").id, "2024-12-13", "2024-12-15")


def _timeline(log: Log) -> Open:
    from obslog.tui.messages import OpenTimeline

    return OpenTimeline(log.site_show("Khmeimim").id, "An-124")


def _matrix(log: Log) -> Open:
    from obslog.tui.messages import OpenMatrix

    return OpenMatrix(log.site_show("Khmeimim").id)


def _passes(log: Log) -> Open:
    from obslog.tui.messages import OpenPasses

    return OpenPasses("Khmeimim")


def _requirement(log: Log) -> Open:
    from obslog.tui.messages import OpenRequirement

    asked = log.requirement_add(
        "Khmeimim", "Is the An-124 still on the north apron?", area="north apron", types=["An-124"], until="+10d",
        because="One of two left between 13 and 15 Dec; whether the other stays says what is being lifted.",
        max_off_nadir_deg=35, priority=1,
    )  # fmt: skip
    return OpenRequirement(asked.id)


ALL = (
    Picture("home", "sites, what waits, what is open", (110, 30), _home),
    Picture("scene", "an image being counted", (100, 30), _scene, _MARKED),
    Picture(
        "compare",
        "two dates locked together",
        (110, 24),
        _compare,
        ("v", "greater_than_sign", "minus", "minus", "minus"),
    ),
    Picture("change", "the change between two dates", (110, 30), _change),
    Picture("timeline", "counts over time", (110, 24), _timeline),
    Picture("matrix", "types by date", (110, 24), _matrix),
    Picture("passes", "the passes over a site", (116, 34), _passes),
    Picture("requirement", "a question and what could answer it", (124, 42), _requirement),
)


def draw(folder: Path, only: tuple[str, ...] = ()) -> list[Path]:
    """Draw the pictures (or those of these names) into `folder`; gives their files."""
    from obslog.demo import make

    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [picture for picture in ALL if not only or picture.name in only]
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as work:
        made = make(Path(work) / "obslog-demo", clock=lambda: MADE).log
        drawn = []
        for picture in wanted:
            # Each has its own log, in a folder from which the screens name it as a reader would see it.
            own = Path(work) / picture.name
            shutil.copytree(made.parent, own / "obslog-demo")
            os.chdir(own)
            try:
                drawn.append(_drawn(picture, Path("obslog-demo", made.name), folder))
            finally:
                os.chdir(before)
        return drawn


def _drawn(picture: Picture, log: Path, folder: Path) -> Path:
    svg = asyncio.run(_shown(picture, log))
    file = folder / f"{picture.name}.svg"
    file.write_text(svg, encoding="utf-8")
    if len(svg.encode()) > MOST_BYTES:
        raise SystemExit(f"{file}: {len(svg.encode()):,} bytes: make the picture smaller")
    return file


async def _shown(picture: Picture, where: Path) -> str:
    from obslog.log import open_log
    from obslog.tui.app import ObslogApp
    from obslog.tui.engine import Engine
    from obslog.tui.settings import Settings

    def reopen() -> Log:
        return open_log(where, analyst="Ada", clock=lambda: NOW)

    engine = Engine(reopen(), reopen)
    try:
        start = await engine.ask(picture.opens)
        app = ObslogApp(engine, Settings(), start=start)
        async with app.run_test(size=picture.size) as pilot:
            await _settled(pilot)
            for one in picture.keys:
                if one.startswith("@"):
                    column, row, zoom = (float(part) for part in one[1:].split(","))
                    app.screen.query_one("#image").go_to((column, row), zoom_to=zoom)
                else:
                    await pilot.press(one)
                await _settled(pilot)
            return tidy(app.export_screenshot(title=f"obslog: {picture.title}"))
    finally:
        engine.close()


async def _settled(pilot: Any, deadline_s: float = 60.0) -> None:
    """Wait until no worker is busy and nothing asked of the log is open."""
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        await pilot.pause()
        await pilot.app.engine.ask(lambda log: None)
        reading = [pane for pane in pilot.app.screen.query("*") if getattr(pane, "is_reading", False)]
        if not reading and not [worker for worker in pilot.app.workers if worker.is_running]:
            await pilot.pause()
            return
        await asyncio.sleep(0.02)
    raise SystemExit("a screen is still busy")


def tidy(svg: str) -> str:
    """The picture without fonts from elsewhere, and with short names for what it refers to."""
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    svg = svg.replace("Fira Code", "DejaVu Sans Mono, Menlo, Consolas")
    found = re.search(r"terminal-\d+", svg)
    return svg.replace(found[0], "t") if found else svg


def words_of(svg: str) -> list[str]:
    """The lines of text that a picture shows, without ids and hashes."""
    rows: dict[float, list[tuple[float, str]]] = {}
    for place, text in re.findall(r"<text ([^>]*)>(.*?)</text>", svg, flags=re.S):
        x, y = (re.search(rf'\b{name}="([\d.]+)"', place) for name in ("x", "y"))
        if x and y:
            rows.setdefault(float(y[1]), []).append((float(x[1]), html.unescape(text).replace("\xa0", " ")))
    lines = ["".join(text for _, text in sorted(row)) for _, row in sorted(rows.items())]
    masked = [
        re.sub(r"\b[0-9A-HJKMNP-TV-Z]{8,26}\b|\b[0-9a-f]{8,}…?|\b\d+:[0-9a-f]{4,}…?", "ID", line)
        for line in lines
    ]
    return [re.sub(r"\s+", " ", line).strip() for line in masked if re.search(r"\w", line)]


def main() -> int:
    """Draw or check; gives the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    parser.add_argument("names", nargs="*", help="only these")
    given = parser.parse_args()
    if not given.check:
        for file in draw(PICTURES, tuple(given.names)):
            print(f"{file.name}: {file.stat().st_size:,} bytes")
        return 0
    with tempfile.TemporaryDirectory() as fresh:
        old = [
            file.name
            for file in draw(Path(fresh), tuple(given.names))
            if not same(file, PICTURES / file.name)
        ]
    for name in old:
        print(f"{name} no longer says what the screen says: python docs/draw_pictures.py")
    return 1 if old else 0


def same(one: Path, other: Path) -> bool:
    """True if two pictures show the same words."""
    if not other.exists():
        return False
    return words_of(one.read_text(encoding="utf-8")) == words_of(other.read_text(encoding="utf-8"))


if __name__ == "__main__":
    sys.exit(main())
