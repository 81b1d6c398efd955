"""A STAC catalogue of a log is valid, its links lead somewhere, and it comes back; those of others are taken with care."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

import obslog as library
from commandline import obslog
from exchange.conftest import SITE, Filled
from exchange.rows import HEAD, same, sheets
from exchange.test_look_import import said
from observing.scene import AROUND, NORTH, SOUTH, WHOLE, crop, geotiff, ground
from obslog.exchange.catalogues import stac
from obslog.exchange.looks.look_import import LinesRefusedError
from obslog.exchange.rows.sheets import Parcel, Row, Sheet
from obslog.log import Log
from obslog.model.errors import FileRefusedError, RefusedError, WordError
from realdata import shared_data

DATED = {"earliest": "2024-12-13T00:00:00Z", "latest": "2024-12-13T23:59:59Z"}


def written(filled: Filled, folder: Path, **wanted: Any) -> Path:
    filled.log.export(folder / "out", form="stac", **wanted)
    return folder / "out"


def items(folder: Path, kind: str) -> list[dict[str, Any]]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob(f"{kind}/*/*.json"))]


def another(folder: Path, filled: Filled) -> Log:
    """A log of the same site that knows nothing yet."""
    made = library.create(folder / "other.db", analyst="another", clock=filled.log._desk.clock)
    made.site_add(SITE, polygon=ground(WHOLE))
    made.area_add(SITE, "north", polygon=ground(NORTH))
    made.area_add(SITE, "south", polygon=ground(SOUTH))
    return made


def test_pystac_finds_the_catalogue_valid_and_every_link_leads_to_a_file(
    filled: Filled, tmp_path: Path
) -> None:
    """The schemas of STAC 1.1 itself ship with pystac; those of extensions lie on a server, and are not asked."""
    pystac = pytest.importorskip("pystac")
    pytest.importorskip("jsonschema")
    from pystac.extensions.file import FileExtension
    from pystac.extensions.projection import ProjectionExtension
    from pystac.validation.stac_validator import JsonSchemaSTACValidator

    catalogue = pystac.Catalog.from_file(str(written(filled, tmp_path, drafts=True) / "catalog.json"))
    validator = JsonSchemaSTACValidator()
    found = list(catalogue.get_items(recursive=True))
    assert len(found) == 8
    for one in (catalogue, *catalogue.get_children(), *found):
        validator.validate_core(one.to_dict(include_self_link=False), one.STAC_OBJECT_TYPE, "1.1.0")
        for link in one.links:
            assert Path(link.get_absolute_href()).is_file(), link
    image = next(one for one in found if one.assets)
    assert ProjectionExtension.ext(image).code == "EPSG:4326"
    assert FileExtension.ext(image.assets["data"]).checksum == f"1220{image.id}"
    assert image.common_metadata.gsd == pytest.approx(1, rel=0.2)


def test_numbers_outside_the_schemas_of_the_extensions_stay_out_of_them() -> None:
    cells = {
        **DATED,
        "image": "a" * 64,
        "name": "x.tif",
        "off_nadir_deg": -12.0,
        "cloud_fraction": 0.25,
        "crs": "local",
    }
    (item,) = _items(Row("a" * 64, cells))
    assert item["properties"]["eo:cloud_cover"] == 25.0
    assert "view:off_nadir" not in item["properties"] and "proj:code" not in item["properties"]
    kinds = [name.split("/")[3] for name in item["stac_extensions"]]
    assert kinds == ["eo", "file"]
    assert item["properties"]["obslog:rows"][0]["cells"]["off_nadir_deg"] == -12.0


def _items(*rows: Row) -> list[dict[str, Any]]:
    from obslog.exchange.rows.layers import IMAGES

    files, _ = stac.write(Parcel((replace(IMAGES, rows=rows),), HEAD))
    return [json.loads(data) for name, data in files.items() if not name.endswith("catalog.json")]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60, deadline=None)
@given(sheets("images"), sheets("observations"))
def test_every_dated_row_comes_back_as_it_was(images: Sheet, looks: Sheet) -> None:
    both = tuple(
        replace(sheet, rows=tuple(replace(row, cells={**row.cells, **DATED}) for row in sheet.rows))
        for sheet in (images, looks)
    )
    files, lost = stac.write(Parcel(both, HEAD))
    assert lost == ()
    assert same(stac.read(files, "catalogue")) == same(both)
    assert all(".." not in name and not name.startswith("/") for name in files)


def test_what_has_no_date_is_said_to_be_left_out(filled: Filled, tmp_path: Path) -> None:
    filled.crop()
    done = filled.log.export(tmp_path / "out", form="stac")
    assert done.left_out == ("1 image that is not dated at both ends: a STAC item must be",)
    with pytest.raises(WordError, match="holds images and observations"):
        filled.log.export(tmp_path / "marks", form="stac", what=["marks"])
    with pytest.raises(FileRefusedError, match="holds files already"):
        filled.log.export(tmp_path / "out", form="stac")


def test_the_same_log_gives_the_same_catalogue(filled: Filled, tmp_path: Path) -> None:
    first = filled.log.export(tmp_path / "a", form="stac")
    assert filled.log.export(tmp_path / "b", form="stac").sha256 == first.sha256
    text = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "a").rglob("*.json"))
    assert str(filled.folder) not in text, "no path of this machine leaves"


def test_images_and_looks_enter_another_log_once_their_files_lie_beside_the_items(
    filled: Filled, tmp_path: Path
) -> None:
    out = written(filled, tmp_path, drafts=True)
    other = another(tmp_path, filled)
    with pytest.raises(LinesRefusedError, match="no image"):
        other.stac_import(out)
    for item in items(out, "images"):
        name = item["assets"]["data"]["title"]
        shutil.copy(filled.folder / name, out / "images" / item["id"] / name)
    done = other.stac_import(out / "catalog.json")
    assert (done.items, len(done.images), len(done.looks), done.refused) == (8, 4, 4, ())
    assert said(other) == said(filled.log)
    assert {image.identity.when.basis for image in other.image_list()} == {"stac"}
    again = other.stac_import(out)
    assert (len(again.looks), again.known) == (0, 4)
    assert other.verify() == ()
    other.close()


def test_a_file_that_is_not_the_one_of_its_item_is_refused(filled: Filled, tmp_path: Path) -> None:
    out = written(filled, tmp_path, what=["images"])
    item = items(out, "images")[0]
    crop(out / "images" / item["id"] / item["assets"]["data"]["title"])
    other = another(tmp_path, filled)
    done = other.stac_import(out)
    assert done.images == () and "another sha256" in done.refused[0]
    assert done.missing == 3
    other.close()


def item(**changes: Any) -> dict[str, Any]:
    """An item as others write it."""
    return {
        "type": "Feature", "stac_version": "1.0.0", "id": "scene", "geometry": ground(AROUND), "bbox": list(AROUND),
        "properties": {"datetime": "2024-12-13T08:12:00Z", "platform": "worldview-3"}, "links": [],
        "assets": {
            "visual": {"href": "../pixels/scene.tif", "type": "image/tiff; application=geotiff"},
            "far": {"href": "https://bucket.example/scene.tif", "roles": ["data"]},
            "small": {"href": "../pixels/small.png", "roles": ["thumbnail"]},
        },
    } | changes  # fmt: skip


def catalogue(root: Path, *hrefs: str, **changes: Any) -> Path:
    (root / "items").mkdir(parents=True)
    (root / "pixels").mkdir()
    geotiff(root / "pixels" / "scene.tif", None)
    crop(root / "pixels" / "small.png")
    (root / "items" / "scene.json").write_text(json.dumps(item(**changes)), encoding="utf-8")
    links = [{"rel": "item", "href": href} for href in hrefs or ("./items/scene.json",)]
    document = {"type": "Catalog", "stac_version": "1.0.0", "id": "c", "description": "d", "links": links}
    (root / "catalog.json").write_text(json.dumps(document), encoding="utf-8")
    return root


def test_an_item_dates_its_image_and_what_lies_elsewhere_is_not_fetched(
    filled: Filled, tmp_path: Path
) -> None:
    other = another(tmp_path, filled)
    root = catalogue(tmp_path / "c")
    dry = other.stac_import(root, dry_run=True)
    assert [Path(file).name for file in dry.images] == ["scene.tif"] and other.image_list() == ()
    done = other.stac_import(root)
    assert (len(done.images), done.remote, done.missing, done.dated) == (1, 1, 0, 1)
    (image,) = other.image_list()
    assert (image.identity.when.edtf, image.identity.when.basis) == ("2024-12-13T08:12:00Z", "stac")
    other.close()


@pytest.mark.parametrize("href", ["../../outside.json", "/etc/passwd", "file:///etc/passwd", "https://a.example/i.json",
                                  "./items/link.json", "%2e%2e/%2e%2e/outside.json", "a\0b"])  # fmt: skip
def test_no_link_leads_out_of_the_folder(filled: Filled, tmp_path: Path, href: str) -> None:
    root = catalogue(tmp_path / "c", "./items/scene.json", href)
    (tmp_path / "outside.json").write_text(json.dumps(item(id="outside")), encoding="utf-8")
    (root / "items" / "link.json").symlink_to(tmp_path / "outside.json")
    done = filled.log.stac_import(root, dry_run=True)
    assert done.items == 1 and "leads out of its folder" in done.refused[0]


def test_an_asset_outside_the_folder_is_not_taken(filled: Filled, tmp_path: Path) -> None:
    geotiff(tmp_path / "secret.tif", None)
    root = catalogue(tmp_path / "c", assets={"data": {"href": "../../secret.tif"}})
    done = filled.log.stac_import(root, dry_run=True)
    assert (done.images, done.missing) == ((), 1)


def test_a_circle_of_catalogues_ends(filled: Filled, tmp_path: Path) -> None:
    root = catalogue(tmp_path / "c", "./items/scene.json", "./catalog.json", "./items/scene.json")
    assert filled.log.stac_import(root, dry_run=True).items == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{}", "no STAC item"), ("[1]", "no STAC item"), ('{"type": "Feature"}', "no STAC item"), ("[" * 200_000, "nested"),
        ('{"type": "Catalog", "links": 3}', "holds no items"), ("NaN", "is no number"), ("\xff", "not JSON|UTF-8"),
        ('{"type": "FeatureCollection", "features": 3}', "no STAC item"),
    ],
)  # fmt: skip
def test_what_is_no_stac_is_refused_in_one_line(filled: Filled, tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "x.json").write_text(text, encoding="latin-1")
    with pytest.raises((FileRefusedError, RefusedError), match=told) as error:
        filled.log.stac_import(tmp_path / "x.json")
    assert "\n" not in str(error.value)


def test_the_command_says_what_was_taken_and_what_was_not(filled: Filled, tmp_path: Path) -> None:
    filled.log.close()
    root = catalogue(tmp_path / "c")
    ran = obslog("stac", "import", root, log=filled.where).ok()
    assert "1 item in" in ran.out and "obslog fetches nothing" in ran.err
    (shape,) = obslog("stac", "import", root, "--json", log=filled.where).ok().rows
    page = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
    assert [key for key in shape["summary"] if f"`{key}`" not in page] == []


def test_examples_of_the_specification_are_read(filled: Filled) -> None:
    done = filled.log.stac_import(shared_data() / "stac" / "stac_spec_examples", dry_run=True)
    assert done.items >= 2 and done.remote >= 4 and done.images == ()
