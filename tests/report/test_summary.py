"""Several sites in one summary: a section a site, labels and notes given once, sites without a look said."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandline import obslog
from observing.scene import WHOLE, ground
from obslog.log import Log
from obslog.model.errors import NotFoundError, RefusedError
from obslog.report import several
from obslog.report.forms.summary_forms import FORMS
from tasking.port import SITE, Port


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Port]:
    """A log of three ports: one looked at twice, one once, one never."""
    folder = tmp_path_factory.mktemp("coast")
    port = Port(str(folder / "obslog.db"), folder / "scenes")
    port.whole("2024-12-10T08:00Z", "Kilo=1@north pier")
    port.whole("2024-12-17T08:00Z", "Ropucha=2@south pier")
    port.log.site_add("Банияс", polygon=ground(WHOLE))
    port.log.site_add("بانياس الصغرى", position="35.2, 36.2")
    image = port.image("2024-12-12T08:00Z")
    port.log.look_add("Банияс", image=image, saw=["Kilo=2"], visible={"elsewhere": 1.0})
    yield port
    port.log.close()


def write(log: Log, form: str) -> str:
    return log.report((), form=form)


def test_sites_where_something_moved_come_first_and_those_without_a_look_are_named(coast: Port) -> None:
    found = json.loads(write(coast.log, "json"))
    assert [(line["number"], line["site"], line["moved"]) for line in found["sites"]] == [
        (1, SITE, True), (2, "Банияс", False),
    ]  # fmt: skip
    assert found["without_looks"] == ["بانياس الصغرى"]
    assert found["lead"] == (
        "3 sites: arrivals or departures follow from what was seen at 1 of them, at 1 none does; "
        "of one site no closed look lies in the period."
    )
    assert found["period"] == "10 Dec 2024 08:00Z to 17 Dec 2024 08:00Z"


def test_every_label_and_every_note_is_given_once(coast: Port) -> None:
    found = json.loads(write(coast.log, "json"))
    ids = [claim["id"] for report in found["reports"] for claim in report["claims"]]
    assert len(ids) == len(set(ids))
    notes = [note["number"] for report in found["reports"] for note in report["footnotes"]]
    assert notes == list(range(1, len(notes) + 1))


def test_a_page_has_no_id_twice_and_every_reference_leads_somewhere(coast: Port) -> None:
    page = write(coast.log, "html")
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    assert "<script" not in page
    assert '<bdi dir="rtl">بانياس الصغرى</bdi>' in page


@pytest.mark.parametrize("form", list(FORMS))
def test_every_form_says_what_moved_and_as_of_which_head(coast: Port, form: str) -> None:
    text = re.sub(r"\s+", " ", write(coast.log, form))
    assert "at least two Ropucha arrived" in text
    assert coast.log.head().partition(":")[2][:12] in text
    assert write(coast.log, form) == write(coast.log, form)


def test_a_section_says_the_same_as_the_report_of_its_site(coast: Port) -> None:
    whole = json.loads(coast.log.report(SITE, form="json", pictures=0))
    section = json.loads(write(coast.log, "json"))["reports"][0]

    def said(report: dict[str, object], kind: str) -> list[str]:
        return [claim["sentence"] for claim in report["claims"] if claim["kind"] == kind]  # type: ignore[attr-defined]

    for kind in ("finding", "window", "gap"):
        assert said(section, kind) == said(whole, kind)
    strip = {"footnotes"}
    assert [{k: v for k, v in line.items() if k not in strip} for line in section["order_of_battle"]] == [
        {k: v for k, v in line.items() if k not in strip} for line in whole["order_of_battle"]
    ]


def test_a_pdf_of_it_is_the_same_each_time(coast: Port, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    for name in ("one.pdf", "two.pdf"):
        coast.log.report((), output=tmp_path / name)
    assert (tmp_path / "one.pdf").read_bytes() == (tmp_path / "two.pdf").read_bytes()


def test_a_period_bounds_what_every_section_is_made_of(coast: Port) -> None:
    found = json.loads(coast.log.report((SITE,), since="2024-12-15", until="2024-12-20", form="json"))
    assert found["sites"][0]["passes"] == 1
    assert found["period"] == "2024-12-15 to 2024-12-20"
    with pytest.raises(RefusedError, match="later than"):
        coast.log.report((), since="2024-12-20", until="2024-12-01", form="json")


def test_a_site_named_twice_has_one_section_and_an_unknown_one_is_said(coast: Port) -> None:
    assert len(json.loads(coast.log.report((SITE, SITE), form="json"))["sites"]) == 1
    with pytest.raises(NotFoundError):
        coast.log.report((SITE, "Nowhere"), form="json")


def test_a_log_without_sites_says_how_to_add_one(tmp_path: Path) -> None:
    import obslog as package

    with package.create(tmp_path / "empty.db") as log, pytest.raises(RefusedError, match="no site"):
        log.report((), form="html")


def test_the_command_writes_one_file_and_refuses_what_it_would_forget(coast: Port, tmp_path: Path) -> None:
    where = str(coast.folder.parent / "obslog.db")
    ran = obslog("report", SITE, "Банияс", "--since", "2024-12-01", "-o", tmp_path / "s.md", log=where).ok()
    assert ran.out.startswith("wrote ")
    assert (tmp_path / "s.md").read_text(encoding="utf-8").startswith("# Change summary")
    assert obslog("report", "--all", "-o", "-", "--form", "chat", log=where).ok().out.count("\n") == 1
    for wrong in (["report", "-o", "x.md"], ["report", SITE, "--all", "-o", "x.md"]):
        assert obslog(*wrong, log=where).code == 2
    for option in ("--publish", "--stands"):
        ran = obslog("report", "--all", option, "-o", tmp_path / "x.md", log=where)
        assert ran.code == 2
        assert option in ran.err


def test_names_of_analysts_are_left_out_where_asked_and_that_is_said(coast: Port) -> None:
    made = several.make(coast.log._desk, (), None, None, redact=True)
    assert all(report.redacted for report in made.reports)
    assert "first desk" not in FORMS["html"](made)
