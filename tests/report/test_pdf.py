"""PDF held against readers that no one here wrote (pypdf, pdfium): the same claims, and the same bytes each time."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from functools import lru_cache

import pytest

from obslog.model.errors import RefusedError, WordError
from obslog.report.forms.pdf import render
from obslog.report.forms.rendering import form_of, render_bytes
from obslog.report.model import build
from obslog.report.parts import Report
from report.khmeimim import SITE, looks, material
from report.test_forms import hostile_report

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")


@lru_cache(maxsize=1)
def sample() -> tuple[Report, bytes]:
    report = build(material())
    return report, render(report)


def text_of(data: bytes) -> str:
    """All text of a PDF as pypdf reads it, its lines joined."""
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return squeezed(" ".join(page.extract_text() for page in pages))


def squeezed(text: str) -> str:
    """Text without blanks: a reader of PDF guesses where they are."""
    return re.sub(r"\s+", "", text)


def test_the_same_report_gives_the_same_bytes() -> None:
    report, data = sample()
    assert data.startswith(b"%PDF-")
    assert render(build(material())) == data
    assert render_bytes(report, "pdf") == data


def test_the_date_of_making_is_that_of_the_newest_look_and_no_clock_s() -> None:
    reader = pypdf.PdfReader(io.BytesIO(sample()[1]))
    newest = max(look.when.latest for look in looks() if look.when.latest)
    assert reader.metadata.creation_date == newest
    assert reader.metadata.title == f"{SITE.name}: change report"


def test_every_claim_stands_in_the_text_with_its_label() -> None:
    report, data = sample()
    text = text_of(data)
    for claim in report.claims:
        assert squeezed(claim.sentence) in text, claim.sentence
        assert claim.id in text


def test_every_image_every_statement_and_every_note_stands_in_the_text() -> None:
    report, data = sample()
    text = text_of(data)
    for line in report.evidence:
        assert squeezed(line.name) in text
        assert line.sha256 in text
    for said in report.statements:
        assert squeezed(said.text) in text
    for line in report.battle.lines:
        assert squeezed(line.complete) in text
    assert report.head in text
    assert "DRAWN,NOTAPHOTOGRAPH" in text


def test_a_pdf_holds_no_script_no_file_no_form_and_no_address() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render(hostile_report())))
    root = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root)
    assert "/JavaScript" not in root.get("/Names", {})
    for page in reader.pages:
        for note in page.get("/Annots", []):
            action = note.get_object().get("/A", {})
            assert action.get("/S", "/GoTo") == "/GoTo"


def test_hostile_text_is_text_and_none_of_typst_s_signs_mean_anything() -> None:
    bad = '#read("/etc/passwd") $x$ *b* _i_ @a <l> [x] // c `d` \\u{41} #{1+1} = h'
    report = build(material(site=replace(SITE, name=bad)))
    assert squeezed(bad) in text_of(render(report))
    text = text_of(render(hostile_report()))
    assert "<script>alert(1)</script>" in text
    assert "\\u202e" in text


def test_cyrillic_greek_arabic_and_hebrew_are_set_and_what_no_font_holds_is_written_by_its_code() -> None:
    named = replace(SITE, aliases=("Хмеймим", "Χμεϊμίμ", "حميميم", "חמימים"))
    data = render(build(material(site=named)))
    text = text_of(data)
    assert "Хмеймим" in text
    assert "Χμεϊμίμ" in text
    assert "[U+" not in text
    far = replace(SITE, aliases=("赫梅米姆", "ไทย"))
    text = text_of(render(build(material(site=far))))
    assert "[U+8D6B][U+6885]" in text
    assert "Cjk,Thai" in text


def test_a_number_after_an_arabic_name_stays_after_it() -> None:
    pdfium = pytest.importorskip("pypdfium2")
    report = build(material(site=replace(SITE, aliases=("حميميم", "77 posts"))))
    words = pdfium.PdfDocument(render(report))[0].get_textpage()
    boxes = [(words.get_text_range(n, 1), words.get_charbox(n)) for n in range(words.count_chars())]
    sevens = [box for n, (c, box) in enumerate(boxes) if c == "7" and boxes[n + 1][0] in "7 "]
    arabic = [box for c, box in boxes if "\u0600" <= c <= "\u06ff" or "\ufe70" <= c <= "\ufeff"]
    posts = [box for box in sevens if any(abs(box[1] - other[1]) < 6 for other in arabic)]
    assert arabic and posts
    # Without isolation the number joins the Arabic run and is set to its left.
    assert min(box[0] for box in posts) > max(box[2] for box in arabic) - 1


def test_what_the_fonts_hold_is_what_they_draw() -> None:
    """Letters of each range the table names, drawn by typst: none comes out as the box of a missing letter."""
    pdfium = pytest.importorskip("pypdfium2")
    named = replace(SITE, aliases=("ЖЩЪЫЭЮЯ", "ÆØÅßðþ", "ΑΒΓΔΩ", "אבגד", "ابجد"))
    page = pdfium.PdfDocument(render(build(material(site=named))))[0]
    assert "\ufffe" not in page.get_textpage().get_text_range()


def test_without_typst_one_line_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(RefusedError, match=r"pip install 'obslog\[pdf\]'") as caught:
        render(build(material(seen=(), images=())))
    assert "\n" not in str(caught.value)


def test_a_report_without_looks_is_a_page_that_says_so() -> None:
    text = text_of(render(build(material(seen=(), images=()))))
    assert squeezed("No closed look lies in this period") in text


def test_the_ending_asks_for_it_and_no_text_of_it_can_be_had() -> None:
    from obslog.report.forms.rendering import render as as_text

    assert form_of("report.PDF") == "pdf"
    with pytest.raises(WordError):
        as_text(build(material()), "pdf")
