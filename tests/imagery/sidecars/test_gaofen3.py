"""Gaofen-3: dated by the start of its scene in UTC; the images of its polarisations are one product."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.gaofen3 import FORMATS, bare, read, scene
from obslog.imagery.sidecars.registry import sidecars_of

NAME = "GF3_SAY_FSI_023228_E35.9_N35.4_20241213_L2_HHHV_L20000000001.meta.xml"
_CORNERS = "".join(
    f"<{corner}><latitude>{lat}</latitude><longitude>{lon}</longitude></{corner}>"
    for corner, lat, lon in (
        ("topLeft", 35.5, 35.9), ("topRight", 35.5, 36.0), ("bottomLeft", 35.4, 35.9), ("bottomRight", 35.4, 36.0),
    )
)  # fmt: skip
XML = f"""<?xml version="1.0"?><product><satellite>GF3</satellite><sensor><imagingMode>FSI</imagingMode>
<waveParams><wave><centerLookAngle>18.68</centerLookAngle></wave></waveParams></sensor>
<productinfo><productLevel>2</productLevel><productGentime>2024-12-14 13:24:17</productGentime></productinfo>
<imageinfo><imagingTime><start>2024-12-13 08:12:11.753066</start><end>2024-12-13 08:12:17.0</end></imagingTime>
<corner>{_CORNERS}</corner><widthspace>1.5</widthspace></imageinfo></product>""".encode()


def test_a_scene_is_dated_by_its_start_and_placed_by_its_corners() -> None:
    claim = read(FolderOfBytes({NAME: XML}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.753066Z"
    assert claim.fields["platform"] == "gaofen-3"
    assert claim.fields["off_nadir_deg"] == 18.68
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)


def test_each_polarisation_is_described() -> None:
    image = "GF3_SAY_FSI_023228_E35.9_N35.4_20241213_L2_HV_L20000000001.tiff"
    assert bare(image).startswith(scene(NAME))
    folder = FolderOfBytes({NAME: XML, image: b""})
    speaking = [each for each in sidecars_of(folder, image.encode()) if each.claim() is not None]
    assert [each.format.name for each in speaking] == ["Gaofen-3"]


def test_a_radarsat_product_is_none_of_ours() -> None:
    assert read(FolderOfBytes({NAME: b"<product><satellite>RADARSAT-2</satellite></product>"}), NAME) is None


@FUZZING
@given(mutated([XML]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
