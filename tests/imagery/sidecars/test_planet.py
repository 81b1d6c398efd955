"""Planet: the metadata of an asset and the item of a scene, beside an image or handed on with it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.planet import FORMATS, read_handed_on, read_item, read_xml, scene
from obslog.ingest.identifying import identify_paths
from obslog.model.images import Identity
from realdata import shared_data

XML_NAME = "20241213_081211_0c43_3B_AnalyticMS_metadata.xml"
XML = b"""<?xml version="1.0"?><ps:EarthObservation xmlns:ps="http://example.org/ps" xmlns:eop="http://example.org/eop"
 xmlns:gml="http://example.org/gml" xmlns:opt="http://example.org/opt">
<gml:validTime><gml:TimePeriod><gml:beginPosition>2024-12-13T08:00:00+00:00</gml:beginPosition></gml:TimePeriod></gml:validTime>
<eop:Platform><eop:shortName>PlanetScope</eop:shortName><eop:serialIdentifier>0c43</eop:serialIdentifier></eop:Platform>
<eop:Instrument><eop:shortName>PS2</eop:shortName></eop:Instrument>
<ps:Acquisition><eop:incidenceAngle uom="deg">-5.4</eop:incidenceAngle>
<opt:illuminationElevationAngle>31.5</opt:illuminationElevationAngle><ps:spaceCraftViewAngle>5.0</ps:spaceCraftViewAngle>
<ps:acquisitionDateTime>2024-12-13T08:12:11+00:00</ps:acquisitionDateTime></ps:Acquisition>
<ps:Footprint><gml:coordinates>35.9,35.5 36.0,35.5 36.0,35.4 35.9,35.4 35.9,35.5</gml:coordinates>
<ps:geographicLocation>
<ps:topLeft><ps:latitude>35.5</ps:latitude><ps:longitude>35.9</ps:longitude></ps:topLeft>
<ps:topRight><ps:latitude>35.5</ps:latitude><ps:longitude>36.1</ps:longitude></ps:topRight>
<ps:bottomRight><ps:latitude>35.4</ps:latitude><ps:longitude>36.1</ps:longitude></ps:bottomRight>
<ps:bottomLeft><ps:latitude>35.4</ps:latitude><ps:longitude>35.9</ps:longitude></ps:bottomLeft>
</ps:geographicLocation></ps:Footprint>
<ps:ProductInformation><ps:rowGsd>3.1</ps:rowGsd></ps:ProductInformation>
<opt:cloudCoverPercentage>12</opt:cloudCoverPercentage></ps:EarthObservation>"""
ITEM_NAME = "20241213_081211_ssc10_u0001_metadata.json"
ITEM = json.dumps(
    {
        "id": "20241213_081211_ssc10_u0001",
        "type": "Feature",
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[35.9, 35.5], [36.0, 35.5], [36.0, 35.4], [35.9, 35.4], [35.9, 35.5]]],
        },
        "properties": {
            "acquired": "2024-12-13T08:12:11.5Z", "satellite_id": "SSC10", "provider": "skysat", "cloud_cover": 0.06,
            "item_type": "SkySatScene", "gsd": 0.9, "pixel_resolution": 0.8, "view_angle": 20.1, "sun_elevation": 31.5,
            "published": "2024-12-14T00:00:00Z",
        },
    }
).encode()  # fmt: skip


def test_an_asset_is_dated_by_its_acquisition_and_lies_within_its_corners() -> None:
    claim = read_xml(FolderOfBytes({XML_NAME: XML}), XML_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11+00:00"
    assert claim.fields["platform"] == "planetscope"
    assert claim.tags["planet:satellite"] == "0c43"
    assert claim.fields["incidence_deg"] == 5.4
    assert claim.fields["gsd_m"] == 3.1
    assert claim.fields["cloud_fraction"] == 0.12
    assert claim.footprint.bbox == (35.9, 35.4, 36.1, 35.5)


def test_without_corners_the_outline_speaks() -> None:
    data = XML.replace(b"geographicLocation", b"elsewhere")
    claim = read_xml(FolderOfBytes({XML_NAME: data}), XML_NAME)
    assert claim is not None and claim.footprint is not None
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


def test_an_item_names_its_satellite_and_is_never_dated_by_its_publication() -> None:
    claim = read_item(FolderOfBytes({ITEM_NAME: ITEM}), ITEM_NAME)
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.5Z"
    assert claim.fields["platform"] == "ssc10"
    assert claim.tags["planet:provider"] == "skysat"
    assert claim.fields["gsd_m"] == 0.8


def test_a_rapideye_is_named_by_its_number_though_its_prefixes_are_not_declared() -> None:
    data = (
        b"<re:EarthObservation><eop:Platform><eop:shortName>RE00</eop:shortName>"
        b"<eop:serialIdentifier>RE-3</eop:serialIdentifier></eop:Platform>"
        b"<re:acquisitionDateTime>2024-12-13T08:12:11Z</re:acquisitionDateTime></re:EarthObservation>"
    )
    claim = read_xml(FolderOfBytes({XML_NAME: data}), XML_NAME)
    assert claim is not None
    assert claim.fields["platform"] == "rapideye-3"


def test_what_is_handed_on_speaks_for_the_image_beside_its_folder() -> None:
    inner = FolderOfBytes({XML_NAME: XML}, place="/p/vendor_metadata")
    assert read_xml(inner, XML_NAME) is None
    assert read_handed_on(inner, XML_NAME) is not None


def test_a_manifest_and_another_mission_are_none_of_ours() -> None:
    assert not any(form.fits("manifest.json") for form in FORMATS)
    other = XML.replace(b"PlanetScope", b"Envisat")
    assert read_xml(FolderOfBytes({XML_NAME: other}), XML_NAME) is None
    assert read_item(FolderOfBytes({ITEM_NAME: b'{"properties": {}}'}), ITEM_NAME) is None


@pytest.mark.parametrize(
    "name",
    [
        XML_NAME, "20241213_081211_0c43_metadata.json", "20241213_081211_0c43_3B_AnalyticMS_metadata_clip.xml",
        "20241213_081211_0c43_3B_AnalyticMS_8b_metadata.xml", "20241213_081211_0c43.json",
    ],
)  # fmt: skip
def test_all_files_of_a_scene_share_its_name(name: str) -> None:
    assert scene(name) == "20241213_081211_0c43"


def test_real_scenes_agree_with_their_independent_item() -> None:
    home = shared_data() / "products" / "planetscope"
    item = json.loads(next(home.glob("MetadataExtractorsTests_*.json")).read_text())
    answers = [answer for _, answer in identify_paths([home / "20160831_212705_0c43_ortho_analytic_4b"])]
    assert len(answers) == 1 and isinstance(answers[0], Identity)
    found = answers[0]
    assert found.platform == item["properties"]["platform"]
    assert found.when.earliest is not None and found.footprint is not None
    assert found.when.earliest.isoformat() == item["properties"]["datetime"]
    assert found.footprint.bbox == pytest.approx(item["bbox"], abs=1e-3)


@FUZZING
@given(mutated([XML]))
def test_damage_to_the_metadata_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], XML_NAME, data)


@FUZZING
@given(mutated([ITEM]))
def test_damage_to_the_item_harms_nothing(data: bytes) -> None:
    tried(FORMATS[1], ITEM_NAME, data)
