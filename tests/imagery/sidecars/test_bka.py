"""BKA: its passport dates one image."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.bka import FORMATS, read, scene

NAME = "1000000-0220-MUL-C-1-1-1100761-241213T081211-XX_pasp-en.xml"
_CORNERS = "".join(
    f"<{corner}_Lat>{lat}</{corner}_Lat><{corner}_Lon>{lon}</{corner}_Lon>"
    for corner, lat, lon in (
        ("Corner1_SW", 35.4, 35.9), ("Corner2_NW", 35.5, 35.9), ("Corner3_NE", 35.5, 36.0), ("Corner4_SE", 35.4, 36.0),
    )
)  # fmt: skip
XML = f"""<?xml version="1.0"?><MetaData><Production><Creation_Date>14.12.2024 16:38:54</Creation_Date></Production>
<Processing><Satellite>BKA</Satellite><Instrument>MUL</Instrument><Level>C</Level></Processing>
<Satellite_Data><Scene_Acquisition><Acquisition_Time_GMT>2024-12-13T08:12:11</Acquisition_Time_GMT>
<Viewing_Angle>2.3</Viewing_Angle></Scene_Acquisition></Satellite_Data><Geo_Reference><Scene_Geoposition>
<Geodetic_Coordinates>{_CORNERS}</Geodetic_Coordinates></Scene_Geoposition></Geo_Reference></MetaData>""".encode()


def test_a_passport_dates_and_places_its_image() -> None:
    claim = read(FolderOfBytes({NAME: XML}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11Z"
    assert (claim.fields["platform"], claim.fields["instrument"]) == ("bka", "mss")
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.5)
    assert scene(NAME) == NAME[:-12]


@FUZZING
@given(mutated([XML]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)
