"""Hostile words in names, notes and file names leave as words, in every format, and come back as they were."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.conftest import Filled
from exchange.test_look_import import said
from observing.scene import AROUND, geotiff, ground
from obslog.exchange.catalogues import stac
from obslog.exchange.exporting import FORMATS
from obslog.exchange.rows import csv_sheets, geojson, gpkg, kml, xlsx
from obslog.model.marks import MarkKind, NewMark

#: Markup, a formula, a terminal's commands, a reversed file name, a template and a database's commands, in one word.
WORST = (
    '=HYPERLINK("http://x.example","a")<script>alert(1)</script>\x1b[2J\u202egpj.exe\u2066 {{7*7}} $[id] '
    "';--\r\n]]>&lt;b"
)
_MAY_STAND = frozenset("\n\r\t")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """The airfield with a site, an area, an image, a look and marks that are called the worst; nothing is changed."""
    folder = tmp_path_factory.mktemp("hostile")
    filled = Filled(str(folder / "obslog.db"), folder / "imagery")
    filled.log.site_add(WORST, polygon=ground((35.9, 35.39, 35.95, 35.41)), aliases=[f"{WORST} too"])
    area = WORST.translate(str.maketrans("", "", "@=;|"))
    filled.log.area_add(WORST, area, polygon=ground((35.9, 35.399, 35.95, 35.403)))
    name = WORST.replace("/", "").replace("\r\n", "\n")[:100]
    path = geotiff(filled.folder / f"{name}.tif", "2024-12-18T08:00:00Z", AROUND)
    filled.log.import_images([path])
    image = next(image.id for image in filled.log.image_list() if image.path.endswith(f"{name}.tif"))
    look = filled.log.look_add(
        WORST, image=image, saw=["An-124=2"], visible=["all=1"], remarks=WORST, draft=True
    )
    spots = [NewMark([(200.5, 150.25)], "An-124", state=WORST, remarks=WORST),
             NewMark([(190, 140), (215, 165)], "An-124", MarkKind.BOX, remarks=WORST)]  # fmt: skip
    filled.log.marks_add(image, spots, look=look.id)
    yield filled
    filled.log.close()


def written(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every text that an export holds: its files, and the members of an archive."""
    for file in [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file()):
        data = file.read_bytes()
        if data[:2] == b"PK":
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                yield from ((name, archive.read(name)) for name in archive.namelist())
        else:
            yield str(file.relative_to(path.parent)), data


@pytest.mark.parametrize("form", FORMATS)
def test_the_worst_words_leave_as_words(hostile: Filled, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out{(FORMATS[form].endings or ('',))[0]}"
    hostile.log.export(out, form=form, drafts=True)
    found = False
    for name, data in written(out):
        assert not _steering(name), name
        if data[:6] == b"SQLite":
            assert b"\x1b[2J" not in data and "\u202e".encode() not in data
            found = found or b"HYPERLINK" in data
            continue
        text = data.decode("utf-8")
        assert not _steering(text), name
        found = found or "HYPERLINK" in text + name
        if name.endswith((".kml", ".xml", ".rels")):
            assert "<script" not in text, name
            assert "<f>" not in text, "a workbook holds no formula"
        if form == "csv":
            assert not re.search(r'(?:^|[",])=HYPER', text.replace('""', "")), "no cell begins like a formula"
    assert found, "the words are there"


def _steering(text: str) -> list[str]:
    """The characters of a text that steer or hide."""
    return [
        c for c in text if c not in _MAY_STAND and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")
    ]


READERS = {"geojson": geojson, "csv": csv_sheets, "xlsx": xlsx, "gpkg": gpkg, "kml": kml, "kmz": kml}


@pytest.mark.parametrize("form", [*READERS, "stac"])
def test_the_worst_words_come_back_as_they_were(hostile: Filled, tmp_path: Path, form: str) -> None:
    out = tmp_path / f"out{(FORMATS[form].endings or ('',))[0]}"
    hostile.log.export(out, form=form, what=["observations"], drafts=True, sites=[WORST])
    if form == "stac":
        files = {str(file.relative_to(out)): file.read_bytes() for file in out.rglob("*.json")}
        (sheet,) = stac.read(files, "out")
    else:
        (sheet,) = READERS[form].read(out.read_bytes(), "out")
    (row,) = sheet.rows
    assert row.cells["site"] == hostile.log.site_show(WORST).name
    assert row.cells["remarks"] == WORST
    before = said(hostile.log)
    if form != "stac":
        assert hostile.log.look_import(out).known == 1, "the log knows its own look again"
    assert said(hostile.log) == before
