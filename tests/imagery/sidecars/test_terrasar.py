"""TerraSAR-X, TanDEM-X, PAZ: dated by the start of the scene, outlined by its four corners."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.registry import sidecars_of
from obslog.imagery.sidecars.terrasar import FORMATS, read

CORNER = "<sceneCornerCoord><lat>{}</lat><lon>{}</lon></sceneCornerCoord>"
NAME = "TDX1_SAR__EEC_RE___SM_S_SRA_20241213T210730_20241213T210738.xml"
XML = (
    "<level1Product><generalHeader><mission>TDX-1</mission></generalHeader><productInfo>"
    "<missionInfo><absOrbit>61696</absOrbit><orbitDirection>DESCENDING</orbitDirection></missionInfo>"
    "<acquisitionInfo><imagingMode>SM</imagingMode><lookDirection>RIGHT</lookDirection>"
    "<polarisationList><polLayer>HH</polLayer></polarisationList></acquisitionInfo>"
    "<productVariantInfo><productVariant>EEC</productVariant></productVariantInfo>"
    '<imageDataInfo><imageRaster><rowSpacing units="m">3.0</rowSpacing></imageRaster></imageDataInfo>'
    "<sceneInfo><start><timeUTC>2024-12-13T21:07:30.187426Z</timeUTC></start>"
    "<stop><timeUTC>2024-12-13T21:07:38.186859Z</timeUTC></stop>"
    "<sceneCenterCoord><incidenceAngle>47.7</incidenceAngle></sceneCenterCoord>"
    + CORNER.format(48.77, 135.32)
    + CORNER.format(48.81, 134.91)
    + CORNER.format(48.27, 135.20)
    + CORNER.format(48.31, 134.79)
    + "</sceneInfo></productInfo></level1Product>"
).encode()


def test_a_scene_is_dated_by_its_start() -> None:
    claim = read(FolderOfBytes({NAME: XML}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T21:07:30.187426Z"
    assert claim.footprint.bbox == (134.79, 48.27, 135.32, 48.81)
    assert len(claim.footprint.polygons) == 1, "the corners come in reading order, not round the scene"
    assert (claim.fields["platform"], claim.fields["provider"]) == ("tdx-1", "DLR")
    assert (claim.fields["gsd_m"], claim.fields["incidence_deg"]) == (3.0, 47.7)


def test_paz_is_of_the_same_form() -> None:
    name = NAME.replace("TDX1", "PAZ1")
    claim = read(FolderOfBytes({name: XML.replace(b"TDX-1", b"PAZ-1")}), name)
    assert claim is not None
    assert (claim.fields["platform"], claim.fields["provider"]) == ("paz-1", "Hisdesat")


def test_spacing_in_seconds_is_no_distance() -> None:
    claim = read(FolderOfBytes({NAME: XML.replace(b'units="m"', b'units="s"')}), NAME)
    assert claim is not None and "gsd_m" not in claim.fields


def test_the_main_annotation_speaks_for_the_images_below_it() -> None:
    images = FolderOfBytes({"IMAGE_HH_SRA_strip_016.tif": b""})
    FolderOfBytes({NAME: XML}, {"IMAGEDATA": images})
    assert [s.name for s in sidecars_of(images, b"IMAGE_HH_SRA_strip_016.tif")] == [NAME]


@FUZZING
@given(mutated([XML]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
