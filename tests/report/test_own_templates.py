"""Templates of the user's own: escaped and boxed in as those that ship, each fault one line that names its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from obslog.model.errors import FileRefusedError, NotFoundError, ObslogError, RefusedError, WordError
from obslog.report.forms.own_templates import render
from obslog.report.forms.rendering import render as shipped
from obslog.report.model import build
from obslog.report.parts import Report
from report.khmeimim import SITE, material
from report.test_forms import hostile_report


@pytest.fixture(scope="module")
def report() -> Report:
    return build(material())


def written(folder: Path, text: str, name: str = "own.html.j2") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_template_that_extends_the_shipped_one_writes_what_that_writes(
    report: Report, tmp_path: Path
) -> None:
    own = written(tmp_path, '{% extends "report.html.j2" %}')
    lines = [line for line in shipped(report, "html").splitlines() if line.strip()]
    assert [line for line in render(report, own, "html").decode().splitlines() if line.strip()] == lines


def test_values_are_escaped_in_html_whatever_the_file_is_called(tmp_path: Path) -> None:
    own = written(
        tmp_path, "<h1>{{ r.site }}</h1>{% for c in r.claims %}<p>{{ c.sentence }}</p>{% endfor %}", "x"
    )
    page = render(hostile_report(), own, "html").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_markdown_has_a_filter_that_leaves_signs_as_text(tmp_path: Path) -> None:
    own = written(tmp_path, "{{ r.site|md }}", "own.md.j2")
    text = render(hostile_report(), own, "md").decode()
    assert "\\<script\\>" in text
    assert "https://" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\n{% for c in r.finding %}\n{{ c.nosuch.x }}\n{% endfor %}", "own.html.j2, line 3: .*nosuch"),
        ("a\n{% for c in %}", "own.html.j2, line 2: .*Expected an expression"),
        ("a\n\n{{ r.__class__.__mro__ }}", "own.html.j2, line 3: .*unsafe"),
        ("a\n{{ 1/0 }}", "own.html.j2, line 2: .*division by zero"),
        ("{{ nosuch }}", "own.html.j2, line 1: .*'nosuch' is undefined"),
        ("a\n{% include '../../etc/passwd' %}", "own.html.j2, line 2: .*there is no template"),
        ("a\n{% include '/etc/passwd' %}", "own.html.j2, line 2: .*there is no template"),
        ("{% for i in range(10**9) %}x{% endfor %}", "own.html.j2, line 1: .*[Rr]ange"),
        ("{% include 'own.html.j2' %}", "includes itself"),
        ("{{ r.claims.append(1) }}", "own.html.j2, line 1: "),
    ],
)
def test_a_wrong_template_is_one_line_that_says_where(
    report: Report, tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(FileRefusedError, match=said) as caught:
        render(report, written(tmp_path, text), "html")
    assert "\n" not in str(caught.value)


def test_json_has_one_shape_and_a_missing_template_is_named(report: Report, tmp_path: Path) -> None:
    with pytest.raises(WordError, match="JSON has one shape"):
        render(report, written(tmp_path, "x"), "json")
    with pytest.raises(NotFoundError, match="name a file, or put it into"):
        render(report, tmp_path / "nosuch.j2", "html")
    with pytest.raises(FileRefusedError, match="UTF-8"):
        (tmp_path / "latin").write_bytes(b"\xff\xfe")
        render(report, tmp_path / "latin", "html")


def test_a_template_of_ones_own_sets_a_pdf_and_fetches_nothing(report: Report, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    good = (
        '#import "parts.typ": *\n#let d = json("report.json")\n#show: sheet.with(d, d.site)\n= #t(d.site)\n'
    )
    data = render(report, written(tmp_path, good, "own.typ"), "pdf")
    assert data.startswith(b"%PDF")
    for text in ('#import "@preview/x:0.1.0"', '#import  "@local/x:0.1.0": *'):
        with pytest.raises(FileRefusedError, match="package"):
            render(report, written(tmp_path, text, "own.typ"), "pdf")
    with pytest.raises(RefusedError, match=r"line 2: .*nosuch"):
        render(report, written(tmp_path, "a\n#nosuch\n", "own.typ"), "pdf")
    with pytest.raises(ObslogError):
        render(report, written(tmp_path, '#read("/etc/passwd")', "own.typ"), "pdf")


def test_the_report_that_is_given_names_its_site(report: Report, tmp_path: Path) -> None:
    assert render(report, written(tmp_path, "{{ r.site }}"), "html").decode() == f"{SITE.name}\n"
