"""RADARSAT-2 and RCM: dated by the start of the raw data, outlined through the corners of the image."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.radarsat import FORMATS, read
from obslog.imagery.sidecars.registry import sidecars_of

TIE = (
    "<imageTiePoint><imageCoordinate><line>{}</line><pixel>{}</pixel></imageCoordinate><geodeticCoordinate>"
    '<latitude units="deg">{}</latitude><longitude units="deg">{}</longitude></geodeticCoordinate></imageTiePoint>'
)
HEAD = (
    '<product xmlns="rcmGsProductSchema"><productId>2116811_1</productId><sourceAttributes>'
    "<satellite>{}</satellite><beamModeMnemonic>16M5</beamModeMnemonic>"
    "<rawDataStartTime>2024-12-13T07:03:17.441000Z</rawDataStartTime><radarParameters>"
    "<polarizations>HH HV</polarizations><antennaPointing>Right</antennaPointing></radarParameters>"
    "</sourceAttributes><imageGenerationParameters><generalProcessingInformation>"
    "<productType>{}</productType></generalProcessingInformation><sarProcessingInformation>"
    "<zeroDopplerTimeFirstLine>2024-12-13T07:03:25Z</zeroDopplerTimeFirstLine>"
    "<incidenceAngleNearRange>20</incidenceAngleNearRange><incidenceAngleFarRange>30</incidenceAngleFarRange>"
    "</sarProcessingInformation></imageGenerationParameters><imageAttributes>"
    "<sampledPixelSpacing>6.25</sampledPixelSpacing><sampledLineSpacing>6.25</sampledLineSpacing>"
)
RCM = (
    HEAD.format("RCM-2", "GRD")
    + TIE.format(0, 0, 36.7, 35.1)
    + TIE.format(0, 50, 36.6, 35.4)
    + TIE.format(0, 100, 36.65, 35.6)
    + TIE.format(200, 0, 36.1, 35.0)
    + TIE.format(200, 50, 36.0, 35.3)
    + TIE.format(200, 100, 36.15, 35.5)
    + "</imageAttributes></product>"
).encode()
CORNER = "<{0}Corner><latitude>{1}</latitude><longitude>{2}</longitude></{0}Corner>"
PROJECTED = (
    HEAD.format("RADARSAT-2", "SSG")
    + CORNER.format("upperLeft", 36.7, 35.1)
    + CORNER.format("upperRight", 36.7, 35.6)
    + CORNER.format("lowerRight", 36.1, 35.6)
    + CORNER.format("lowerLeft", 36.1, 35.1)
    + "</imageAttributes></product>"
).encode()


def test_a_product_is_dated_by_the_start_of_its_raw_data_not_by_its_first_line() -> None:
    claim = read(FolderOfBytes({"product.xml": RCM}), "product.xml")
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T07:03:17.441000Z"
    assert (claim.fields["platform"], claim.fields["provider"]) == ("rcm-2", "CSA")
    assert (claim.fields["gsd_m"], claim.fields["incidence_deg"]) == (6.25, 25.0)


def test_the_outline_goes_through_the_corners_of_the_grid() -> None:
    claim = read(FolderOfBytes({"product.xml": RCM}), "product.xml")
    assert claim is not None and claim.footprint is not None
    assert claim.footprint.bbox == (35.0, 36.1, 35.6, 36.7)


def test_a_map_projected_image_states_its_corners() -> None:
    claim = read(FolderOfBytes({"product.xml": PROJECTED}), "product.xml")
    assert claim is not None and claim.footprint is not None
    assert claim.fields["platform"] == "radarsat-2"
    assert claim.footprint.bbox == (35.1, 36.1, 35.6, 36.7)


def test_the_spacing_of_a_slant_range_image_is_no_distance_on_the_ground() -> None:
    claim = read(FolderOfBytes({"product.xml": RCM.replace(b">GRD<", b">SLC<")}), "product.xml")
    assert claim is not None and "gsd_m" not in claim.fields


def test_the_product_file_in_metadata_speaks_for_the_imagery_beside_that_folder() -> None:
    images = FolderOfBytes({"2116811_1_HH.tif": b""})
    metadata = FolderOfBytes({"product.xml": RCM})
    home = FolderOfBytes({}, {"imagery": images, "metadata": metadata})
    [found] = [s for s in sidecars_of(images, b"2116811_1_HH.tif") if s.claim() is not None]
    assert found.home is home


def test_any_other_product_xml_is_not_ours() -> None:
    assert read(FolderOfBytes({"product.xml": b"<product><name>x</name></product>"}), "product.xml") is None


@FUZZING
@given(mutated([RCM, PROJECTED]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(FORMATS[0], "product.xml", data)
