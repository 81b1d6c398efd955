"""Looks come in from sheets: a mapping is given or asked for, dates are never guessed, and a bad line stops all."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import obslog as library
from commandline import obslog
from exchange.conftest import SITE, Filled
from exchange.rows import texts
from observing.scene import NORTH, SOUTH, WHOLE, ground
from obslog.exchange.looks.look_import import LinesRefusedError
from obslog.exchange.looks.sheet_dates import UnclearDatesError, order_of, when_in
from obslog.exchange.looks.sheet_files import lines_in, own_sheet
from obslog.exchange.looks.sheet_mapping import (
    FIELDS,
    MappingNeededError,
    SheetMapping,
    propose,
    read_mapping,
)
from obslog.exchange.marks.type_map import UnknownLabelsError
from obslog.log import Log
from obslog.model.errors import FileRefusedError, ObslogError, WordError
from obslog.model.looks import LookStatus

MAPPING = SheetMapping(
    {"site": "Base", "when": "Date", "type": "Seen", "count": "No", "remarks": "Notes"}, order="dmy"
)


def sheet(folder: Path, *lines: str, header: str = "Base,Date,Seen,No,Notes") -> Path:
    path = folder / "sheet.csv"
    path.write_text("\n".join((header, *lines, "")), encoding="utf-8")
    return path


def test_lines_of_one_site_and_date_are_one_look(anywhere: Filled, tmp_path: Path) -> None:
    before = len(anywhere.log.look_list())
    lines = (
        "Hmeimim,21/12/2024,Condor,2+,nose up",
        f"{SITE},21/12/2024,Il-76,2-4,",
        f"{SITE},22/12/2024,fighter,0,",
    )
    path = sheet(tmp_path, *lines)
    taken = anywhere.log.look_import(path, mapping=MAPPING)
    assert [(len(look.seen), len(look.none)) for look in taken.looks] == [(2, 0), (0, 1)]
    first = taken.looks[0]
    assert [(s.types, s.count.lo, s.count.hi) for s in first.seen] == [
        (("An-124",), 2, None),
        (("Il-76",), 2, 4),
    ]
    assert (first.when.edtf, first.when.text, first.when.basis, first.remarks) == (
        "2024-12-21", "21/12/2024", "analyst", "nose up",
    )  # fmt: skip
    assert {seen.fraction for seen in first.visible.values()} == {None}, "nobody said how much could be seen"
    again = anywhere.log.look_import(path, mapping=MAPPING)
    assert (len(again.looks), again.known) == (0, 2)
    anywhere.log.undo()
    assert len(anywhere.log.look_list()) == before, "one undo takes the whole sheet away"
    assert anywhere.log.verify() == ()


def test_a_look_of_a_sheet_is_edited_and_closed_like_any_other(filled: Filled, tmp_path: Path) -> None:
    taken = filled.log.look_import(
        sheet(tmp_path, f"{SITE},21/12/2024,Il-76,3,"), mapping=MAPPING, draft=True
    )
    assert taken.looks[0].status is LookStatus.DRAFT
    edited = filled.log.look_edit(taken.looks[0].id, visible=["all=1"], saw=["Il-76=4@north"])
    assert edited.when.edtf == "2024-12-21"
    assert filled.log.look_close(edited.id).status is LookStatus.CLOSED


def test_looks_without_images_stand_in_a_report_that_can_be_verified(filled: Filled, tmp_path: Path) -> None:
    lines = (f"{SITE},21/12/2024,Il-76,3,", f"{SITE},23/12/2024,Il-76,1,")
    filled.log.look_import(sheet(tmp_path, *lines), mapping=MAPPING)
    filled.log.close()
    out = tmp_path / "r.md"
    obslog("report", SITE, "--from", "2024-12-21", "--to", "2024-12-23", "-o", out, log=filled.where).ok()
    text = out.read_text(encoding="utf-8")
    assert "Il-76" in text and "its image is not in this log" in text, (
        "a count without pixels bounds nothing above"
    )
    assert "no departure follows" in text
    obslog("verify-report", out, log=filled.where).ok()


def test_a_line_may_name_its_image_whose_date_it_may_not_contradict(filled: Filled, tmp_path: Path) -> None:
    mapping = SheetMapping({**MAPPING.columns, "image": "Image"})
    header = "Base,Date,Seen,No,Notes,Image"
    image = filled.image("2024-12-19T08:00:00Z")
    path = sheet(
        tmp_path, f"{SITE},19 Dec 2024,Il-76,3,,{image[:10]}", f"{SITE},,Su-24,3,,{image}", header=header
    )
    (look,) = filled.log.look_import(path, mapping=mapping).looks
    assert (look.image_id, look.when.edtf, len(look.seen)) == (image, "2024-12-19T08:00:00Z", 2)
    assert look.min_resolved_m is not None
    path = sheet(tmp_path, f"{SITE},18 Dec 2024,Il-76,3,,{image}", header=header)
    with pytest.raises(
        LinesRefusedError, match=r"line 2: it says 18 Dec 2024, its image .* is of 19 Dec 2024"
    ):
        filled.log.look_import(path, mapping=mapping)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("Nowhere,21/12/2024,Il-76,3,", "line 2: no site 'Nowhere'"),
        (f"{SITE},21/12/2024,Il-76,lots,", "line 2: count 'lots'"),
        (f"{SITE},21/12/2024,Il-76,,", "line 2: count '': it is empty"),
        (f"{SITE},21/12/24,Il-76,3,", "line 2: date '21/12/24': write the year with four digits"),
        (f"{SITE},12/21/2024,Il-76,3,", "line 2: date '12/21/2024': read as dmy its month would be 21"),
        (f"{SITE},,Il-76,3,", "line 2: date '': a look needs its date"),
        (f"{SITE},45000,Il-76,3,", "line 2: date '45000'"),
        (f"{SITE},21/12/2024,,3,", "line 2: type '': it is empty"),
        (f"{SITE},21/12/2024,Il-76|An-26,0,", "line 2: type .*none of a candidate set"),
        (f"{SITE},21/12/2024,Il-76,3,,surplus", "line 2: it has 6 cells for 5 headers"),
    ],
)
def test_a_line_that_cannot_be_taken_is_named_and_nothing_is_written(
    filled: Filled, tmp_path: Path, line: str, told: str
) -> None:
    head = filled.log.head()
    with pytest.raises((LinesRefusedError, FileRefusedError), match=told) as error:
        filled.log.look_import(sheet(tmp_path, line, f"{SITE},22/12/2024,Il-76,3,"), mapping=MAPPING)
    assert "\n" not in str(error.value)
    assert filled.log.head() == head


def test_a_dry_run_writes_nothing_and_says_all(filled: Filled, tmp_path: Path) -> None:
    head = filled.log.head()
    path = sheet(
        tmp_path, "Nowhere,21/12/2024,Il-76,3,", f"{SITE},22/12/2024,Il-76,x,", f"{SITE},23/12/2024,Il-76,1,"
    )
    done = filled.log.look_import(path, mapping=MAPPING, dry_run=True)
    assert (len(done.looks), len(done.refused)) == (1, 2)
    assert filled.log.head() == head


def test_what_must_be_said_first_is_asked_for_not_guessed(filled: Filled, tmp_path: Path) -> None:
    path = sheet(tmp_path, f"{SITE},04/05/2024,Il-76,3,", f"{SITE},13/05/2024,Flugzeug,3,")
    with pytest.raises(MappingNeededError, match="site = 'Base'"):
        filled.log.look_import(path)
    unsaid = SheetMapping(MAPPING.columns)
    with pytest.raises(UnclearDatesError, match="can only be dmy") as unclear:
        filled.log.look_import(path, mapping=unsaid)
    assert unclear.value.examples == ("04/05/2024",)
    with pytest.raises(UnknownLabelsError, match="'Flugzeug'"):
        filled.log.look_import(path, mapping=MAPPING)


def test_a_person_at_the_terminal_is_asked(
    filled: Filled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(
        tmp_path,
        f"{SITE},04/05/2024,Vogel,3,",
        f"{SITE},13/05/2024,Il-76,3,",
        header="Ort,Date,Seen,No,Notes",
    )
    filled.log.close()
    answers = {"site": "Ort", "type": "Seen", "count": "No"}
    asked = "".join(f"{answers.get(name, '')}\n" for name in FIELDS)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{asked}neither\ndmy\n\n"))
    ran = obslog("look", "import", path, "--ask", "--save", tmp_path / "m.toml", log=filled.where).ok()
    assert "1 look taken from 2 lines" in ran.out and "1 line left out" in ran.err
    kept = read_mapping(tmp_path / "m.toml")
    assert (kept.columns["site"], kept.order, kept.types) == ("Ort", "dmy", {"Vogel": ""})
    again = obslog("look", "import", path, "--mapping", tmp_path / "m.toml", log=filled.where).ok()
    assert "0 looks taken" in again.out and "1 known already" in again.out


def test_the_command_lists_every_refused_line(filled: Filled, tmp_path: Path) -> None:
    path = sheet(tmp_path, "Nowhere,21/12/2024,Il-76,3,", f"{SITE},22/12/2024,Il-76,x,")
    (tmp_path / "m.toml").write_text(MAPPING.to_toml(), encoding="utf-8")
    filled.log.close()
    ran = obslog("look", "import", path, "--mapping", tmp_path / "m.toml", log=filled.where)
    assert ran.code == 1 and "line 2: no site 'Nowhere'" in ran.err and "line 3: count 'x'" in ran.err
    dry = obslog(
        "look", "import", path, "--mapping", tmp_path / "m.toml", "--dry-run", "--json", log=filled.where
    )
    assert dry.code == 3
    page = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
    assert [key for key in dry.rows[-1]["summary"] if f"`{key}`" not in page] == []


def test_a_workbook_is_read_with_its_real_dates(filled: Filled, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.append(["Our counts"])
    page.append(["Base", "Date", "Seen", "No", "Notes"])
    page.append([SITE, date(2024, 12, 21), "Il-76", 3, "=1+1"])
    page.append([SITE, datetime(2024, 12, 22, 8, 12), "Il-76", "2+", None])
    page.append([SITE, datetime(2024, 12, 23), "Il-76", datetime(2024, 4, 2), None])
    book.save(tmp_path / "s.xlsx")
    mapping = SheetMapping(MAPPING.columns, header=2, zone="Asia/Damascus")
    with pytest.raises(LinesRefusedError, match=r"line 5: count .*took it for a date"):
        filled.log.look_import(tmp_path / "s.xlsx", mapping=mapping)
    page["D5"] = "1"
    book.save(tmp_path / "s.xlsx")
    taken = filled.log.look_import(tmp_path / "s.xlsx", mapping=mapping)
    assert [look.when.edtf for look in taken.looks] == ["2024-12-21", "2024-12-22T08:12+03:00", "2024-12-23"]
    assert taken.looks[0].remarks is None, "a formula without a result is empty, and is never run"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".geojson", ".kml", ".kmz", ".gpkg"])
def test_looks_leave_one_log_and_enter_another_the_same(filled: Filled, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"out{ending}"
    filled.log.export(out, what=["observations"], drafts=True)
    other: Log = library.create(tmp_path / "other.db", analyst="another", clock=filled.log._desk.clock)
    other.site_add(SITE, polygon=ground(WHOLE))
    other.area_add(SITE, "north", polygon=ground(NORTH))
    other.area_add(SITE, "south", polygon=ground(SOUTH))
    with pytest.raises(LinesRefusedError, match="no image 'scene"):
        other.look_import(out)
    other.import_images([filled.folder])
    taken = other.look_import(out)
    assert said(other) == said(filled.log)
    assert len(taken.looks) == 4
    assert (again := other.look_import(out)).known == 4 and again.looks == ()
    assert filled.log.look_import(out).known == 4, "a log knows what it wrote"
    other.close()


def test_a_sheet_of_obslog_that_lost_a_column_is_not_taken_for_another(
    filled: Filled, tmp_path: Path
) -> None:
    filled.log.export(tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(encoding="utf-8", newline="") as kept:
        rows = list(csv.reader(kept))
    with (tmp_path / "out.csv").open("w", encoding="utf-8", newline="") as cut:
        csv.writer(cut).writerows(row[:-1] for row in rows)
    with pytest.raises(FileRefusedError, match="line 1: its columns are not those that obslog writes"):
        filled.log.look_import(tmp_path / "out.csv", mapping=MAPPING)


@settings(deadline=None)
@given(st.sampled_from([".csv", ".xlsx", ".geojson", ".gpkg"]), st.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused_in_one_line(
    tmp_path_factory: Any, ending: str, data: bytes
) -> None:
    path = tmp_path_factory.mktemp("any") / f"x{ending}"
    path.write_bytes(data)
    try:
        if own_sheet(path, "observations") is None:
            propose(lines_in(path, None, None)[0])
    except ObslogError as error:
        assert "\n" not in str(error)


def said(log: Log) -> list[dict[str, Any]]:
    """All that the looks of a log say, without the ids that are its own."""
    gone = ("id", "look", "acquisition", "created_at")
    shapes = [{k: v for k, v in log.wire(look).items() if k not in gone} for look in log.look_list()]
    return sorted(shapes, key=str)


def test_columns_are_proposed_once_each() -> None:
    found = propose(["Site", "Date", "Time (UTC)", "Aircraft", "QTY", "Comments", "Type", ""]).columns
    assert found == {"site": "Site", "when": "Date", "type": "Type", "count": "QTY", "remarks": "Comments"}


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(sorted(FIELDS)), texts, max_size=5),
    st.dictionaries(texts, texts, max_size=4),
)
def test_a_mapping_is_written_and_read_back(
    tmp_path_factory: Any, columns: dict[str, str], types: dict[str, str]
) -> None:
    def plain(text: str) -> str:
        return "".join(c for c in text if c.isprintable()) or "x"

    path = tmp_path_factory.mktemp("map") / "m.toml"
    made = SheetMapping(
        {k: plain(v) for k, v in columns.items()}, types={plain(k): plain(v) for k, v in types.items()}
    )
    path.write_text(made.to_toml(), encoding="utf-8")
    assert read_mapping(path) == made


@settings(deadline=None)
@given(st.dates(), st.sampled_from(["/", ".", "-"]), st.sampled_from(["dmy", "mdy"]))
def test_a_date_in_figures_is_that_date_or_is_asked_for(day: date, sign: str, order: str) -> None:
    parts = (day.day, day.month) if order == "dmy" else (day.month, day.day)
    text = f"{parts[0]}{sign}{parts[1]}{sign}{day.year:04}"
    try:
        told = order_of([text], None, "sheet")
    except UnclearDatesError:
        told = order
    when = when_in(text, None, told, None)
    assert when is not None and when.earliest is not None and when.earliest.date() == day


def test_times_and_zones_of_sheets() -> None:
    def edtf(cell: Any, clock: Any = None, zone: str | None = None) -> str:
        when = when_in(cell, clock, "dmy", zone)
        return when.edtf if when is not None else ""

    assert edtf("13/12/2024 08:12 UTC") == "2024-12-13T08:12Z"
    assert edtf("2024-12-13", "8:12", "+03:00") == "2024-12-13T08:12+03:00"
    assert edtf("2024/12/13") == edtf("2024.12.13") == edtf("13.12.2024") == "2024-12-13"
    assert edtf(2024) == "2024" and edtf("Dec 2024") == "2024-12" and edtf("unknown") == ""
    with pytest.raises(WordError, match="write UTC"):
        edtf("2024-12-13T08:12", None, "Mars")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[columns]\nplace = 'x'\n", "field 'place'"),
        ("[colums]\nsite = 'x'\n", "mapping 'colums'"),
        ("columns = 3\n", "is a table"),
        ("header = 0\n", "header '0'"),
        ("[dates]\norder = 'guess'\n", "order of dates 'guess'"),
        ("[", "no TOML"),
    ],
)
def test_a_mapping_that_is_none_is_refused_in_one_line(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FileRefusedError, match=told):
        read_mapping(tmp_path / "m.toml")
