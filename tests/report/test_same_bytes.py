"""The same data gives the same bytes in every form: in another process, under another locale, zone and hash seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from obslog.report.forms.html import set_apart
from obslog.report.forms.rendering import BYTES, FORMS, render
from obslog.report.model import build
from report.khmeimim import SITE, material

CODE = """
import hashlib, locale
try:
    locale.setlocale(locale.LC_ALL, "")
except locale.Error:
    pass
from dataclasses import replace
from report.khmeimim import SITE, material
from obslog.report.model import build
from obslog.report.forms.rendering import BYTES, FORMS, render_bytes
from obslog.report.content.summary import summarise
from obslog.report.forms.summary_forms import render_bytes as render_summary
site = replace(SITE, aliases=("حميميم", "Хмеймим"))
made = material(site=site)
report = build(made)
both = summarise([(made, build(made, brief=True, prefix="1."))], ["b", "a"], (None, None), "1:ab", "0")
forms = [*FORMS] + [form for form in BYTES if HAS_TYPST]
for form in forms:
    print(form, hashlib.sha256(render_bytes(report, form)).hexdigest())
    print(form, hashlib.sha256(render_summary(both, form)).hexdigest())
"""


def run(**env: str) -> str:
    """The hashes of every form, printed by a process of its own."""
    root = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join([str(root), str(root / "tests")])
    try:
        import typst  # noqa: F401

        has = "True"
    except ImportError:
        has = "False"
    done = subprocess.run(
        [sys.executable, "-c", CODE.replace("HAS_TYPST", has)],
        env={**os.environ, "PYTHONPATH": paths, **env}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def installed() -> list[str]:
    """The locales of this machine that write numbers or months otherwise than C does."""
    try:
        listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=True).stdout.split()
    except (OSError, subprocess.CalledProcessError):
        return []
    return [name for name in listed if name.startswith(("de_", "fr_", "ru_", "ar_", "fa_", "tr_"))]


def test_locale_zone_and_hash_seed_change_no_byte_of_any_form() -> None:
    plain = run(LC_ALL="C", TZ="UTC", PYTHONHASHSEED="1")
    assert len(plain.splitlines()) >= 2 * len(FORMS)
    other = next(iter(installed()), "C.UTF-8")
    far = run(LC_ALL=other, LANG=other, TZ="Pacific/Kiritimati", PYTHONHASHSEED="4242", PYTHONUTF8="0")
    assert far == plain


@pytest.mark.parametrize("form", [*FORMS])
def test_the_order_in_which_images_are_handed_over_changes_nothing(form: str) -> None:
    there = material()
    turned = material(images=list(there.images.values())[::-1])
    assert render(build(turned), form) == render(build(there), form)


def test_every_form_of_text_is_the_same_when_made_twice() -> None:
    assert set(BYTES).isdisjoint(FORMS)
    for form in FORMS:
        assert render(build(material()), form) == render(build(material()), form)


def test_right_to_left_runs_are_isolated_in_a_page_and_escaped() -> None:
    page = str(set_apart('at حميميم, 10 <b> "x"'))
    assert page == 'at <bdi dir="rtl">حميميم</bdi>, 10 &lt;b&gt; &#34;x&#34;'
    assert set_apart("An-124 <b>") == "An-124 <b>", (
        "text of one direction is left to the engine, which escapes it"
    )


def test_a_page_sets_an_arabic_name_apart_wherever_it_stands_in_text_and_nowhere_in_an_attribute() -> None:
    from dataclasses import replace
    from html.parser import HTMLParser

    page = render(build(material(site=replace(SITE, name="قاعدة <b>"))), "html")
    seen: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            seen.extend(value for _, value in attrs if value and "bdi" in value)

    Reader().feed(page)
    assert not seen
    assert '<h1><bdi dir="rtl">قاعدة</bdi> &lt;b&gt;</h1>' in page
    assert "<title>قاعدة &lt;b&gt;" in page
