"""A report opened by a person: no request, no complaint, a slider that obeys the keyboard, paper, phone, hostile names."""

from __future__ import annotations

import base64
import io
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from chromium import Tab, browsing, chromium
from report.pictured import SITE, Base

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium here")
ROOT = Path(__file__).resolve().parents[2]
#: Markup, an attribute's end, a right-to-left override, an escape, a script.
HOSTILE = "\"><img src=x onerror=alert(1)><script>document.title='owned'</script>\u202e\x1b[31m =1+1"


@asynccontextmanager
async def opened(page: Path, tmp_path: Path, *, width: int = 1000, script: bool = True) -> AsyncIterator[Tab]:
    """The page in a browser of its own."""
    async with browsing(tmp_path / "profile") as tab:
        await tab.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=800,
            deviceScaleFactor=1,
            mobile=width < 500,
        )
        if not script:
            await tab.call("Emulation.setScriptExecutionDisabled", value=True)
        await tab.call("Page.navigate", url=page.as_uri())
        await tab.until("document.readyState === 'complete'")
        yield tab


def requests(tab: Tab, page: Path) -> list[str]:
    """What the page asked for beside itself and its own pictures."""
    asked = [str(told["request"]["url"]) for told in tab.told("Network.requestWillBeSent")]
    return [
        url for url in asked if not url.startswith("data:") and url != page.as_uri() and url != "about:blank"
    ]


def complaints(tab: Tab) -> list[Any]:
    """Errors and warnings of the console, and refusals of the page's policy."""
    return [*tab.told("Log.entryAdded"), *tab.told("Runtime.exceptionThrown")]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    base = Base(str(tmp_path / "obslog.db"), tmp_path / "images")
    return base.written("report.html")


async def test_a_page_asks_nothing_of_anyone_and_nothing_is_amiss(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path) as tab:
        assert await tab.value("document.images.length") == 2
        assert await tab.value("[...document.images].every(one => one.complete && one.naturalWidth > 100)")
        assert await tab.value("[...document.images].every(one => one.alt.length > 40)")
        assert requests(tab, page) == []
        assert complaints(tab) == []


async def test_the_slider_is_moved_by_keys_and_tells_where_it_stands(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path) as tab:
        cut = "document.querySelector('.slid .pair').style.getPropertyValue('--cut')"
        assert await tab.value(cut) == "50%"
        await tab.value("document.querySelector('.slider input').focus()")
        for _ in range(3):
            await tab.press("ArrowRight", 39)
        assert await tab.value(cut) == "53%"
        said = "document.querySelector('.slider input').getAttribute('aria-valuetext')"
        assert await tab.value(said) == "53 % before, 47 % after"
        await tab.press("Home", 36)
        assert await tab.value(cut) == "0%"
        assert await tab.value("document.querySelector('.slider label').control.type") == "range"


async def test_a_button_lays_the_pictures_side_by_side_and_back(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path) as tab:
        apart = "(([a, b]) => b - a)([...document.querySelectorAll('.pair img')].map(i => i.getBoundingClientRect().x))"
        assert await tab.value(apart) == 0
        await tab.value("document.querySelector('.slider button').focus()")
        await tab.press(" ")
        assert (
            await tab.value("document.querySelector('.slider button').getAttribute('aria-pressed')") == "true"
        )
        assert await tab.value(apart) > 100
        assert await tab.value("document.querySelector('.slider input').disabled") is True
        await tab.press(" ")
        assert await tab.value(apart) == 0


async def test_without_script_both_pictures_stand_side_by_side(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path, script=False) as tab:
        tree = await tab.call("DOM.getDocument", depth=-1)
        boxes = []
        found = await tab.call(
            "DOM.querySelectorAll", nodeId=tree["root"]["nodeId"], selector="figure .pair img"
        )
        for node in found["nodeIds"]:
            box = await tab.call("DOM.getBoxModel", nodeId=node)
            boxes.append(box["model"]["border"])
        assert len(boxes) == 2
        (left, top, right, *_), (other_left, other_top, *_) = boxes
        assert abs(top - other_top) < 2 and other_left >= right > left + 100
        slider = await tab.call(
            "DOM.querySelectorAll", nodeId=tree["root"]["nodeId"], selector=".slider:not([hidden])"
        )
        assert slider["nodeIds"] == []


async def test_the_screen_shows_the_pictures_in_any_width_and_light(page: Path, tmp_path: Path) -> None:
    from PIL import Image

    async with opened(page, tmp_path, width=390) as tab:
        assert await tab.value("document.documentElement.scrollWidth") <= 390
        for scheme in ("light", "dark"):
            await tab.call(
                "Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}]
            )
            box = await tab.value("(() => { const b = document.querySelector('.pair').getBoundingClientRect();"
                                  " return [b.x, b.y + scrollY, b.width, b.height] })()")  # fmt: skip
            clip = dict(zip(("x", "y", "width", "height"), box, strict=True)) | {"scale": 1}
            shot = await tab.call(
                "Page.captureScreenshot", format="png", clip=clip, captureBeyondViewport=True
            )
            picture = Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("L")
            assert picture.width > 300 and picture.height > 300
            # Not empty: ground, white objects and lettering are there.
            low, high = picture.getextrema()
            assert low < 60 and high > 230  # type: ignore[operator]
            assert len(picture.getcolors(256) or ()) > 30


async def test_on_paper_both_pictures_are_whole(page: Path, tmp_path: Path) -> None:
    async with opened(page, tmp_path) as tab:
        await tab.call("Emulation.setEmulatedMedia", media="print")
        cuts = await tab.value(
            "[...document.querySelectorAll('.pair img')].map(one => getComputedStyle(one).clipPath)"
        )
        assert cuts == ["none", "none"]
        places = await tab.value(
            "[...document.querySelectorAll('.pair img')].map(one => one.getBoundingClientRect().x)"
        )
        assert places[1] > places[0] + 100
        assert await tab.value("getComputedStyle(document.querySelector('.slider')).display") == "none"
        printed = base64.b64decode((await tab.call("Page.printToPDF", printBackground=True))["data"])
        assert printed.startswith(b"%PDF") and len(printed) > 20_000


async def test_hostile_names_are_text_in_the_page(tmp_path: Path) -> None:
    base = Base(str(tmp_path / "obslog.db"), tmp_path / "images", analyst=HOSTILE)
    base.log.image_publish(base.before, "yes", reason=HOSTILE, attribution=HOSTILE)
    base.log.site_edit(SITE, aliases=[HOSTILE])
    page = base.written("report.html")
    async with opened(page, tmp_path) as tab:
        assert await tab.value("document.title.includes('owned')") is False
        assert await tab.value("document.querySelectorAll('img').length") == 2
        assert await tab.value("document.querySelectorAll('script').length") == 1
        text = await tab.value("document.body.innerText")
        assert "onerror=alert(1)" in text and "\\u202e" in text
        assert not any(sign in text for sign in ("\u202e", "\x1b"))
        assert requests(tab, page) == []
        assert complaints(tab) == []


def axe() -> Path | None:
    """The accessibility checker: the file that OBSLOG_AXE names, else what `make axe` put beside the environment."""
    named = os.environ.get("OBSLOG_AXE")
    found = Path(named) if named else ROOT / ".venv" / "axe.min.js"
    return found if found.is_file() else None


@pytest.mark.parametrize("width", [1000, 390])
async def test_nothing_stands_in_the_way_of_a_reader_who_cannot_see_it(
    page: Path, tmp_path: Path, width: int
) -> None:
    source = axe()
    if source is None:
        pytest.skip("axe-core is not here: make axe, or name its file in OBSLOG_AXE")
    async with opened(page, tmp_path, width=width) as tab:
        # The page's policy lets no script in; the debugger's own way is not the page's.
        await tab.value(source.read_text(encoding="utf-8") + ";true")
        await tab.value("document.querySelectorAll('details').forEach(one => { one.open = true })")
        found = await tab.value(
            "axe.run(document, {resultTypes: ['violations']}).then(done => done.violations"
            ".filter(one => ['serious', 'critical'].includes(one.impact))"
            ".map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.html).join(' | ')))"
        )
        assert found == []
