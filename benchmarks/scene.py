"""A mark and an undo on an image with thousands of marks: from the key to the screen, beside the log alone.

    python benchmarks/scene.py [MARKS [TIMES]]

Prints medians in milliseconds: the bare call of the log, the key until the picture with the mark is built, and until
it is handed to the terminal (which waits for Textual's next tick, 60 a second). Aim: a mark or an undo under 30 ms.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual import events

from obslog.demo import make
from obslog.log import Log, open_log
from obslog.model.marks import NewMark
from obslog.tui.app import ObslogApp
from obslog.tui.engine import Engine
from obslog.tui.messages import OpenScene
from obslog.tui.settings import Settings
from obslog.tui.widgets.image_pane import ImagePane


def prepared(where: Path, marks: int) -> tuple[str, str, str]:
    """A draft with that many marks; (image, site, look)."""
    with open_log(where, analyst="bench") as log:
        image = next(one for one in log.image_list(limit=100) if "khmeimim_20241213" in one.path)
        site = log.site_show("Khmeimim").id
        look = log.look_begin(site, image.id)
        wide, high = image.identity.width or 1, image.identity.height or 1
        columns = 50
        rows = -(-marks // columns)
        new = [
            NewMark([((n % columns + 0.5) * wide / columns, (n // columns + 0.5) * high / rows)], "Il-76")
            for n in range(marks)
        ]
        log.marks_add(image.id, new, look=look.id)
        return image.id, site, look.id


def bare(where: Path, image: str, look: str, times: int) -> tuple[list[float], list[float]]:
    """Milliseconds of `mark_add` and of `undo` alone."""
    added, undone = [], []
    with open_log(where, analyst="bench") as log:
        for n in range(times):
            start = time.perf_counter()
            log.mark_add(image, [(3.0 + n, 3.0)], "Il-76", look=look)
            added.append(time.perf_counter() - start)
        for _ in range(times):
            start = time.perf_counter()
            log.undo(look=look)
            undone.append(time.perf_counter() - start)
    return [1000 * s for s in added], [1000 * s for s in undone]


async def by_keys(where: Path, image: str, site: str, times: int) -> dict[str, list[float]]:
    """Milliseconds from a key to the picture built and to the terminal, for marks and undos."""

    def reopen() -> Log:
        return open_log(where, analyst="bench")

    engine = Engine(reopen(), reopen)
    app = ObslogApp(engine, Settings(), graphics="cells", start=OpenScene(image, site))
    found: dict[str, list[float]] = {"mark built": [], "mark shown": [], "undo built": [], "undo shown": []}
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            pane = await until(lambda: _pane(app))
            await until(lambda: pane.source is not None and pane.overlay.marks and not pane.is_reading)
            # One pixel a dot: farther out, each place on the image has a mark within reach, which is then selected.
            await pilot.press("4", "equals_sign")
            await pilot.pause(0.5)
            for n in range(times):
                pane.go_to((3.0 + 16 * (n % 100), 60.0 + n))
                await pilot.pause(0.1)
                await _timed(app, pane, "space", " ", found["mark built"], found["mark shown"])
            for _ in range(times):
                await pilot.pause(0.1)
                await _timed(app, pane, "u", "u", found["undo built"], found["undo shown"])
    finally:
        engine.close()
    return found


def _pane(app: Any) -> ImagePane | None:
    found = app.screen.query(ImagePane)
    return found.first() if found else None


async def _timed(
    app: Any, pane: ImagePane, key: str, character: str, built: list[float], shown: list[float]
) -> None:
    before = len(pane.overlay.marks)
    told = asyncio.Event()
    build, display = pane.build, app._display
    times: dict[str, float] = {}

    def building() -> list[int]:
        dirty = build()
        if len(pane.overlay.marks) != before and "built" not in times:
            times["built"] = time.perf_counter()
        return dirty

    def displaying(*what: Any) -> None:
        display(*what)
        if "built" in times and "shown" not in times:
            times["shown"] = time.perf_counter()
            told.set()

    pane.build, app._display = building, displaying  # type: ignore[method-assign]
    start = time.perf_counter()
    app.post_message(events.Key(key, character))
    await asyncio.wait_for(told.wait(), 10)
    pane.build, app._display = build, display  # type: ignore[method-assign]
    built.append(1000 * (times["built"] - start))
    shown.append(1000 * (times["shown"] - start))


async def until(holds: Callable[[], Any]) -> Any:
    """What `holds` gives once it gives something."""
    end = time.monotonic() + 60
    while True:
        found = holds()
        if found:
            return found
        if time.monotonic() > end:
            raise TimeoutError
        await asyncio.sleep(0.02)


def main(marks: int = 5000, times: int = 30) -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory() as folder:
        where = make(Path(folder) / "demo").log
        image, site, look = prepared(where, marks)
        added, undone = bare(where, image, look, times)
        found = asyncio.run(by_keys(where, image, site, times))
    print(f"{marks} marks on the image, median (worst of {times}), ms")
    rows = {"mark: log alone": added, **{k: v for k, v in found.items() if "mark" in k}}
    rows |= {"undo: log alone": undone, **{k: v for k, v in found.items() if "undo" in k}}
    for name, values in rows.items():
        print(f"  {name:<18}{statistics.median(values):8.1f}  ({max(values):.1f})")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3]))
