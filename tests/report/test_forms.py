"""The three forms of a report: the same claims in each, the same bytes each time, nothing raw."""

from __future__ import annotations

import html as entities
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from obslog.model.errors import WordError
from obslog.model.looks import Visible
from obslog.model.places import Area
from obslog.report.forms.markdown import escape
from obslog.report.forms.rendering import FORMS, form_of, render
from obslog.report.model import build
from obslog.report.parts import Report
from report.khmeimim import (
    ASSESSMENTS,
    NAMES,
    SITE,
    SOURCES,
    image,
    look,
    looks,
    material,
    sighting,
    statements,
)

#: Markup, a link, table and code signs, a right-to-left override, an escape, a line break, a formula.
HOSTILE = (
    "<script>alert(1)</script>[x](javascript:alert(1))|`code`\u202e\x1b[31m\n"
    "https://evil.example $x$ <!-- &amp; *b*"
)


@pytest.fixture(scope="module")
def report() -> Report:
    return build(material())


def hostile_report() -> Report:
    bad = HOSTILE
    site = replace(
        SITE,
        name=f"site {bad}",
        aliases=(bad,),
        country=bad,
        areas=(Area("a-north", "site-1", bad), Area("a-south", "site-1", "south apron")),
    )
    picture = image(1, "2024-12-08T08:10:00Z", name=f"/x/{bad.replace('/', '')}.tif")
    picture = replace(
        picture,
        licence=bad,
        identity=replace(picture.identity, platform=bad, warnings=(bad,)),
    )
    first = look(
        1,
        "2024-12-08T08:10:00Z",
        picture,
        visible={"a-north": Visible(0.5, "stated", bad), "a-south": Visible(1.0), "elsewhere": Visible(1.0)},
        not_observable={"a-north": bad},
        seen=(replace(sighting("An-124", "2+", "a-north"), state=bad, because=bad),),
        analyst=bad,
        analyst_basis=bad,
        remarks=bad,
    )
    told = tuple(
        (
            replace(statement, text=bad, origin=bad, kind=bad),
            replace(source, name=bad, kind=bad, url=bad, notes=bad),
        )
        for statement, source in statements()
    )
    return build(
        material(
            (first, *looks()[1:]),
            site=site,
            said=told,
            waiting=(replace(image(6, "2024-12-17T10:00:00Z"), path=f"/y/{bad.replace('/', '')}"),),
            images=(picture, *(i for i in map(_image, range(2, 6)))),
            assessments=(replace(ASSESSMENTS[0], text=bad, why=bad, supersedes=bad),),
            sentences={one.id: f"Seen: {bad}" for one in (first, *looks()[1:])},
            names={**NAMES, "a-north": bad},
        )
    )


def _image(number: int) -> object:
    from report.khmeimim import IMAGES

    return IMAGES[number - 1]


class Page(HTMLParser):
    """The tags, attributes and text of a page as a browser's parser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.comments: list[str] = []
        self.open: list[str] = []
        self.sentences: dict[str, str] = {}
        self._claim, self._in = "", False
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if "claim" in (named.get("class") or "").split():
            self._claim = named["id"] or ""
        self._in = self._in or "sentence" in (named.get("class") or "").split()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._in = False

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        if self._in:
            self.sentences[self._claim] = self.sentences.get(self._claim, "") + data


def test_html_markdown_and_json_carry_the_same_claims_and_sentences(report: Report) -> None:
    expected = {claim.id: claim.sentence for claim in report.claims}
    written = json.loads(render(report, "json"))
    assert {claim["id"]: claim["sentence"] for claim in written["claims"]} == expected
    assert Page(render(report, "html")).sentences == expected
    markdown = render(report, "md")
    found = dict(re.findall(r"^- \*\*([FCQW]\d+)\*\* (.*)$", markdown, flags=re.MULTILINE))
    assert set(found) == set(expected)
    assert all(found[id_].startswith(escape(sentence)) for id_, sentence in expected.items())


def test_hostile_text_gives_the_same_claims_in_each_form_too() -> None:
    report = hostile_report()
    expected = {claim.id: claim.sentence for claim in report.claims}
    assert Page(render(report, "html")).sentences == expected
    assert {c["id"]: c["sentence"] for c in json.loads(render(report, "json"))["claims"]} == expected


def test_the_head_is_on_every_form_and_there_is_no_clock(report: Report) -> None:
    for form in FORMS:
        text = render(report, form)
        assert "42:9f2c0c8a5d1e" in text
        assert "as of" in text.lower().replace("as_of", "as of")
        assert not re.search(r"20(2[5-9]|3\d)-", text)
    assert "obslog 0.1.0" in render(report, "html")


def test_the_banner_is_the_first_thing_read(report: Report) -> None:
    assert "DRAWN, NOT A PHOTOGRAPH" in render(report, "md").split("\n\n")[1]
    assert json.loads(render(report, "json"))["banner"].startswith("DRAWN, NOT A PHOTOGRAPH")
    page = render(report, "html")
    assert page.index("DRAWN, NOT A PHOTOGRAPH") < page.index("<main>")


@pytest.mark.parametrize("form", list(FORMS))
def test_a_report_without_looks_says_so_plainly_in_each_form(form: str) -> None:
    assert "No closed look lies in this period" in render(build(material(seen=(), images=())), form)


def test_the_same_data_gives_the_same_bytes_whatever_the_order_of_its_mappings() -> None:
    one = material()
    other = replace(
        one,
        looks=dict(reversed(one.looks.items())),
        sentences=dict(reversed(one.sentences.items())),
        images=dict(reversed(one.images.items())),
        entries=dict(reversed(one.entries.items())),
        area_names=dict(reversed(one.area_names.items())),
        statements=tuple(reversed(one.statements)),
        waiting=tuple(reversed(one.waiting)),
        assessments=tuple(reversed(one.assessments)),
    )
    for form in FORMS:
        assert render(build(one), form) == render(build(one), form) == render(build(other), form)


def test_the_same_data_gives_the_same_bytes_in_another_process_and_locale() -> None:
    code = (
        "import hashlib; from report.khmeimim import material; from obslog.report.model import build; "
        "from obslog.report.forms.rendering import FORMS, render; r = build(material()); "
        "print(*(hashlib.sha256(render(r, form).encode()).hexdigest() for form in FORMS))"
    )
    root = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join([str(root), str(root / "tests")])

    def run(seed: str, zone: str) -> str:
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", "PYTHONPATH": paths}
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert run("1", "UTC") == run("4242", "Asia/Tokyo") != ""


@pytest.mark.parametrize("form", list(FORMS))
def test_no_control_or_direction_character_from_outside_reaches_any_form(form: str) -> None:
    text = render(hostile_report(), form)
    assert not set(text) & {"\x1b", "\u202e", "\x00", "\x9b", "\u2028"}
    assert "\\u202e" in text


def test_markup_from_outside_is_text_in_html() -> None:
    page = Page(render(hostile_report(), "html"))
    assert not {tag for tag, _ in page.tags} & {
        "script",
        "img",
        "iframe",
        "object",
        "link",
        "base",
        "form",
    }
    assert page.comments == []
    for _, attrs in page.tags:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attrs)
        assert (attrs.get("href") or "#").startswith("#")


def test_markup_from_outside_is_text_in_markdown() -> None:
    text = render(hostile_report(), "md")
    assert not re.search(r"(?<!\\)[<`|]\w", text.replace("|\n", "\n").replace("\n|", "\n"))
    assert not re.search(r"(?<!\\)\[x", text)
    assert "https://" not in text
    tables = [line for line in text.splitlines() if line.startswith("| ")]
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in tables}
    assert widths <= {9, 7, 2 + len(hostile_report().grid.columns)}


def test_markup_from_outside_stays_inside_json_strings() -> None:
    text = render(hostile_report(), "json")
    assert "<" not in text
    assert "<script>" in json.loads(text)["site"]


def test_the_page_asks_nothing_of_anyone(report: Report) -> None:
    text = render(report, "html")
    page = Page(text)
    policy = next(a["content"] for tag, a in page.tags if tag == "meta" and a.get("http-equiv"))
    assert policy.split("; ") == [
        "default-src 'none'", "img-src data:", "style-src 'unsafe-inline'", "base-uri 'none'", "form-action 'none'",
    ]  # fmt: skip
    assert not re.search(r"url\((?!#)", text)
    assert "@import" not in text
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "link", "img"})


def test_the_page_is_semantic_and_every_reference_leads_somewhere(report: Report) -> None:
    page = Page(render(report, "html"))
    assert page.open == []
    assert next(a["lang"] for tag, a in page.tags if tag == "html") == "en"
    assert [tag for tag, _ in page.tags].count("h1") == 1
    ids = [a["id"] for _, a in page.tags if a.get("id")]
    assert len(ids) == len(set(ids))
    targets = {(a["href"] or "")[1:] for tag, a in page.tags if tag == "a"}
    targets |= {a["aria-labelledby"] or "" for _, a in page.tags if a.get("aria-labelledby")}
    assert targets <= set(ids)
    assert all(a.get("scope") in ("col", "row") for tag, a in page.tags if tag == "th")
    assert [tag for tag, _ in page.tags].count("caption") == [tag for tag, _ in page.tags].count("table")


def test_each_kind_of_cell_has_its_own_pattern(report: Report) -> None:
    from obslog.report.content.grid import MEANINGS

    style = re.search(r"<style>(.*?)</style>", render(report, "html"), flags=re.DOTALL)
    assert style is not None
    rules = {kind: re.search(rf"\.k-{kind}\{{(.*?)\}}", style[1]) for kind in MEANINGS}
    assert all(rules.values())
    assert len({rule[1] for rule in rules.values() if rule}) == len(MEANINGS)


def test_markdown_tables_and_footnotes_hold_together(report: Report) -> None:
    text = render(report, "md")
    used, given = (
        set(re.findall(r"\[\^(\d+)\](?!:)", text)),
        set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE)),
    )
    assert used == given
    for block in text.split("\n\n"):
        if block.startswith("| "):
            assert len({len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}) == 1


def test_json_is_canonical(report: Report) -> None:
    text = render(report, "json")
    again = json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, indent=1) + "\n"
    for sign in "<>&":
        again = again.replace(sign, f"\\u{ord(sign):04x}")
    assert again == text
    assert json.loads(text)["format"] == "obslog-report/1"


def test_every_claim_of_json_stands_in_one_section(report: Report) -> None:
    written = json.loads(render(report, "json"))
    sections = written["sections"]
    listed = [id_ for name, ids in sections.items() if name != "changes" for id_ in ids]
    listed += [id_ for group in sections["changes"] for id_ in (*group["strict"], *group["as_labelled"])]
    assert sorted(listed) == sorted(claim["id"] for claim in written["claims"])


def test_the_address_of_a_source_is_text_and_no_link(report: Report) -> None:
    assert SOURCES[0].url is not None
    assert f'href="{SOURCES[0].url}' not in entities.unescape(render(report, "html"))
    assert entities.escape(SOURCES[0].url) in render(report, "html")


@pytest.mark.parametrize(
    ("name", "form"),
    [("a.html", "html"), ("A.HTM", "html"), ("x/report.md", "md"), ("r.markdown", "md"), ("r.json", "json")],
)
def test_the_ending_chooses_the_form(name: str, form: str) -> None:
    assert form_of(name) == form
    assert form_of(Path(name)) == form


@pytest.mark.parametrize("name", ["report", "report.doc", "report.html.gz", "", ".html", "html"])
def test_another_ending_is_one_line_that_names_what_is_possible(name: str) -> None:
    with pytest.raises(WordError, match=r"\.html, \.pdf, \.md, \.json or \.txt") as caught:
        form_of(name)
    assert "\n" not in str(caught.value)


def test_an_unknown_form_names_those_there_are(report: Report) -> None:
    with pytest.raises(WordError, match="html, md, json, text, chat or pdf"):
        render(report, "doc")
