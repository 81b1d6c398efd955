"""Hostile words in the names and notes of a summary show as text in each of its forms."""

from __future__ import annotations

import json
import re

import pytest

from obslog.report.content.summary import Summary, summarise
from obslog.report.forms.summary_forms import BYTES, FORMS
from report.khmeimim import material
from report.test_forms import HOSTILE, Page, hostile_report


@pytest.fixture(scope="module")
def hostile() -> Summary:
    return summarise([(material(), hostile_report())], [HOSTILE], (HOSTILE, None), "1:ab", "0")


@pytest.mark.parametrize("form", list(FORMS))
def test_no_control_or_direction_character_reaches_any_form(hostile: Summary, form: str) -> None:
    text = FORMS[form](hostile)
    assert not set(text) & {"\x1b", "\u202e", "\x00", "\x9b", "\u2028"}
    assert "\\u202e" in text
    assert form != "chat" or text.count("\n") == 1


def test_markup_is_text_in_the_page(hostile: Summary) -> None:
    page = Page(FORMS["html"](hostile))
    assert page.open == []
    assert not {tag for tag, _ in page.tags} & {"script", "img", "iframe", "object", "link", "base", "form"}
    for _, attrs in page.tags:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attrs)
        assert (attrs.get("href") or "#").startswith("#")


def test_markup_and_links_are_text_in_markdown(hostile: Summary) -> None:
    text = FORMS["md"](hostile)
    assert "https://" not in text
    assert not re.search(r"(?<!\\)\[x", text)
    assert not re.search(r"(?<!\\)<script", text)


def test_json_is_one_object_in_which_no_sign_could_end_a_script(hostile: Summary) -> None:
    text = FORMS["json"](hostile)
    assert json.loads(text)["format"] == "obslog-summary/1"
    assert not set(text) & set("<>&")


def test_pages_are_set_whatever_the_names_say(hostile: Summary) -> None:
    pytest.importorskip("typst")
    assert BYTES["pdf"](hostile).startswith(b"%PDF-")
