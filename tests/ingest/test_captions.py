"""Captions: believed over a file's name, not over its sidecar; each row finds its file or is named at the end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import taking
from making_rasters import geotiff, png
from obslog.ingest.captions import Caption, match_captions, read_captions, with_caption
from obslog.ingest.options import ImportOptions
from obslog.model.edtf import parse_edtf
from obslog.model.errors import WordError
from obslog.model.images import Identity
from obslog.model.looks import Look
from obslog.model.places import Site
from obslog.model.when import UNDATED, Basis
from obslog.places.catalogue import load_types
from obslog.store import queries, rows
from obslog.store.ids import new_id
from obslog.store.journal import Actor
from obslog.store.verify import verify
from obslog.store.workspace import Workspace
from taking import Taken

ACTOR = Actor("test")


def sheet(folder: Path, text: str | bytes) -> Path:
    file = folder / "captions.csv"
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def read(folder: Path, text: str | bytes, site: Site | None = None) -> tuple[Caption, ...]:
    return read_captions(sheet(folder, text), lambda name: site.id if site and name == site.name else None)


def take(workspace: Workspace, folder: Path, captions: tuple[Caption, ...], **more: object) -> Taken:
    options = ImportOptions(jobs=1, pixels=False, captions=captions, **more)  # type: ignore[arg-type]
    return taking.take(workspace, folder, options=options)


def test_a_sheet_is_read_whatever_parts_its_cells(tmp_path: Path) -> None:
    for text in (
        "file,when\na.png,13 Dec 2024\n",
        "\ufeffFile; When\r\na.png;2024-12-13\r\n",
        "file\twhen\na.png\t2024-12-13",
    ):
        (caption,) = read(tmp_path, text)
        assert caption.file == b"a.png"
        assert caption.when is not None and caption.when.edtf == "2024-12-13"


def test_a_name_that_is_not_utf8_keeps_its_bytes(tmp_path: Path) -> None:
    (caption,) = read(tmp_path, b"file,note\n\xff.png,from a post\n")
    assert caption.file == b"\xff.png"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("file,datte\na.png,2024\n", "no column is called 'datte'; the columns are file, when"),
        ("when\n2024\n", "no column file"),
        ("", "no column file"),
        ("file,when\na.png,13/12/2024\n", "line 2: date"),
        ("file,site\na.png,Nowhere\n", "line 2: no site 'Nowhere'"),
        ("file,when\na.png,2024,more\n", "line 2 has 3 cells for 2"),
        ("file,when\n,2024\n", "line 2 names no file"),
        ("file,when\na.png,2024\na.png,2025\n", "line 3 is about the file of line 2"),
        ("file,file\na,b\n", "twice"),
        ('file,when\n"a.png,2024\n', "is not CSV"),
    ],
)
def test_what_cannot_be_read_is_one_line_that_names_the_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(WordError) as caught:
        read(tmp_path, text)
    assert says in str(caught.value) and "\n" not in str(caught.value)


def test_rows_find_their_files_by_bytes_then_by_case_then_are_named() -> None:
    paths = [b"/x/Crop.PNG", b"/x/one/same.png", b"/x/two/same.png", b"/x/CASE.png", b"/x/case.png"]
    wanted = [
        b"crop.png",
        b"one/same.png",
        b"same.png",
        b"CASE.png",
        b"Case.png",
        b"none.png",
        b"/x/two/same.png",
    ]
    found = match_captions([Caption(i + 2, file) for i, file in enumerate(wanted)], paths)
    assert {path: caption.line for path, caption in found.by_path.items()} == {
        b"/x/Crop.PNG": 2, b"/x/one/same.png": 3, b"/x/CASE.png": 5, b"/x/two/same.png": 8,
    }  # fmt: skip
    assert found.messages == (
        "captions, line 4: same.png could be 2 files; none was given it: write more of its path",
        "captions, line 6: Case.png could be 2 files; none was given it: write more of its path",
        "captions, line 7: none.png is no file of this import",
    )


@pytest.mark.parametrize(
    ("stands", "basis", "said", "kept"),
    [
        (None, Basis.UNKNOWN, "2024-12-13", ("2024-12-13", "caption")),
        ("2024-12-10", Basis.FILE_NAME, "2024-12-13", ("2024-12-13", "caption")),
        ("2024-12-13T08:12:11Z", Basis.FILE_NAME, "2024-12-13", ("2024-12-13T08:12:11Z", "file_name")),
        ("2024-12-10", Basis.SIDECAR, "2024-12-13", ("2024-12-10", "sidecar")),
        ("2024-12-10", Basis.TAGS, "2024-12-13", ("2024-12-10", "tags")),
        ("2024-12-10", Basis.ANALYST, "2024-12-13", ("2024-12-10", "analyst")),
        ("2024-12-10", Basis.CAPTION, "2024-12-13", ("2024-12-13", "caption")),
    ],
)
def test_a_caption_beats_the_name_and_yields_to_every_better_witness(
    stands: str | None, basis: Basis, said: str, kept: tuple[str, str]
) -> None:
    when = parse_edtf(stands, basis) if stands else UNDATED
    now = with_caption(Identity("a.png", when), Caption(2, b"a.png", parse_edtf(said, Basis.CAPTION)))
    assert (now.when.edtf, str(now.when.basis)) == kept
    disagree = stands == "2024-12-10" and basis is not Basis.CAPTION
    assert any("dates disagree" in warning for warning in now.warnings) == disagree


def test_a_captioned_image_is_dated_placed_and_licensed(
    workspace: Workspace, site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    png(folder / "press.png")
    text = (
        "file,when,site,provider,platform,licence,attribution,note,source\n"
        "PRESS.png,13 Dec 2024,Khmeimim,Maxar,worldview-3,CC-BY-4.0,Maxar via a newspaper,crop of a post,https://x\n"
        "gone.png,2024,,,,,,,\n"
    )
    done = take(workspace, folder, read(tmp_path, text, site))
    (image,) = queries.images_of_site(workspace, site.id)
    known = image.identity
    assert (known.when.edtf, known.when.text, known.basis["when"]) == ("2024-12-13", "13 Dec 2024", "caption")
    assert (known.provider, known.platform, known.basis["platform"]) == ("Maxar", "worldview-3", "caption")
    assert image.licence == "CC-BY-4.0"
    assert known.tags["caption:note"] == "crop of a post"
    assert workspace.fetch("SELECT basis FROM image_sites") == [("caption",)]
    assert workspace.fetch("SELECT attribution FROM images") == [("Maxar via a newspaper",)]
    assert done.messages == ("captions, line 3: gone.png is no file of this import",)
    assert done.undated.count == 0


def test_what_is_set_for_all_files_beats_a_caption(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    png(folder / "a.png")
    captions = read(tmp_path, "file,when,licence\na.png,2024-12-13,CC0\n")
    take(workspace, folder, captions, set={"when": "2024-12-14", "licence": "CC-BY-4.0"})
    (image,) = queries.images(workspace)
    assert (image.identity.when.edtf, image.identity.when.basis, image.licence) == (
        "2024-12-14",
        "analyst",
        "CC-BY-4.0",
    )


def test_a_sidecar_beats_a_caption_with_a_warning(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    geotiff(folder / "a.tif")
    item = {
        "type": "Feature", "stac_version": "1.0.0", "id": "a", "geometry": None, "links": [],
        "properties": {"datetime": "2024-12-10T08:00:00Z"}, "assets": {"data": {"href": "a.tif"}},
    }  # fmt: skip
    (folder / "a.json").write_text(json.dumps(item))
    done = take(workspace, folder, read(tmp_path, "file,when\na.tif,2024-12-13\n"))
    (taken,) = (each for each in done.outcomes if each.outcome == "imported")
    assert taken.when is not None and taken.when.basis == "stac"
    assert any("its caption says 13 Dec 2024" in warning for warning in taken.warnings)


def test_captions_reach_images_of_earlier_imports_once_and_their_looks_follow(
    workspace: Workspace, site: Site, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    png(folder / "a.png")
    take(workspace, folder, ())
    (image,) = queries.images(workspace)
    look = Look(new_id(), image.identity.when, {}, site_id=site.id, image_id=image.id, remarks="one")
    workspace.write("look add", ACTOR, rows.look_ops(look, load_types()))
    captions = read(tmp_path, "file,when,site,licence\na.png,2024-12-13,Khmeimim,CC0\n", site)
    assert take(workspace, folder, captions).messages == ("captions changed 1 image of earlier imports",)
    (image,) = queries.images_of_site(workspace, site.id)
    assert (image.identity.when.edtf, image.licence) == ("2024-12-13", "CC0")
    assert queries.look(workspace, look.id).when.edtf == "2024-12-13"
    head = workspace.head()
    assert take(workspace, folder, captions).messages == ()
    assert workspace.head() == head
    assert verify(workspace) == ()


def test_a_dry_run_with_captions_writes_nothing(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    png(folder / "a.png")
    take(workspace, folder, ())
    head = workspace.head()
    take(workspace, folder, read(tmp_path, "file,when\na.png,2024-12-13\n"), dry_run=True)
    assert workspace.head() == head
