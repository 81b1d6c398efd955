"""COSMO-SkyMed and KOMPSAT-5: the delivery note or the written-out attributes give the start of sensing."""

from __future__ import annotations

import pytest
from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.bounded import SidecarError
from obslog.imagery.sidecars.cosmo import (
    FORMATS,
    read_attributes,
    read_note,
    scene_of_attributes,
    scene_of_note,
)
from obslog.imagery.sidecars.registry import sidecars_of

PRODUCT = "CSKS3_SCS_B_HI_09_VV_RA_SF_20241213063229_20241213063236"
NOTE_NAME = f"DFDN_{PRODUCT}.h5.xml"
NOTE = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE DeliveryNote SYSTEM "DeliveryNote.dtd"><DeliveryNote><ProductInfo>
<ProductName>{PRODUCT}.h5</ProductName></ProductInfo><ProductDefinitionData><ProductType>SCS_B</ProductType>
<SceneSensingStartUTC>2024-12-13 06:32:28.506257696</SceneSensingStartUTC>
<GeoCoordBottomLeft>35.9 35.2 0.0 </GeoCoordBottomLeft><GeoCoordBottomRight>36.0 35.7 0.0 </GeoCoordBottomRight>
<GeoCoordTopLeft>35.4 35.3 0.0 </GeoCoordTopLeft><GeoCoordTopRight>35.5 35.8 0.0 </GeoCoordTopRight>
<SatelliteId>CSKS3</SatelliteId><AcquisitionMode>HIMAGE</AcquisitionMode><LookSide>RIGHT</LookSide>
<NearLookAngle>34.0 </NearLookAngle><FarLookAngle>37.0 </FarLookAngle></ProductDefinitionData></DeliveryNote>
""".encode()
K5 = "K5_20241213004207_013610_40077_A_EW03_HH_GTC_B_L1D"
AUX = b"""<Auxiliary><Root><ProductFilename>KMPS5_GTC_B.h5</ProductFilename><ProductType>GTC_B</ProductType>
<SatelliteID>KMPS5</SatelliteID><DownlinkStartUTC>2024-12-13 00:40:00.0</DownlinkStartUTC>
<SceneSensingStartUTC>2024-12-13 00:42:07.622462000</SceneSensingStartUTC><MBI>
<BottomLeftGeodeticCoordinates>35.1, 35.2, -98.9</BottomLeftGeodeticCoordinates>
<BottomRightGeodeticCoordinates>35.1, 36.3, 275.3</BottomRightGeodeticCoordinates>
<TopLeftGeodeticCoordinates>36.2, 35.2, -96.7</TopLeftGeodeticCoordinates>
<TopRightGeodeticCoordinates>36.2, 36.3, 56.4</TopRightGeodeticCoordinates>
<NearIncidenceAngle>38.0</NearIncidenceAngle><FarIncidenceAngle>46.0</FarIncidenceAngle></MBI></Root></Auxiliary>"""


def test_a_delivery_note_is_read_although_it_names_a_document_type() -> None:
    claim = read_note(FolderOfBytes({NOTE_NAME: NOTE}), NOTE_NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 06:32:28.506257+00:00"
    assert claim.footprint.bbox == (35.2, 35.4, 35.8, 36.0)
    assert (claim.fields["platform"], claim.fields["provider"]) == ("csk3", "ASI")
    assert claim.fields["off_nadir_deg"] == 35.5


def test_a_document_type_that_declares_anything_is_refused() -> None:
    data = NOTE.replace(b'SYSTEM "DeliveryNote.dtd"', b'[<!ENTITY a "aaaa">]')
    with pytest.raises(SidecarError, match="document type"):
        read_note(FolderOfBytes({NOTE_NAME: data}), NOTE_NAME)


def test_the_second_generation_has_names_of_its_own() -> None:
    claim = read_note(FolderOfBytes({NOTE_NAME: NOTE.replace(b"CSKS3<", b"SSAR2<")}), NOTE_NAME)
    assert claim is not None and claim.fields["platform"] == "csg2"


def test_kompsat_5_is_dated_by_sensing_not_by_downlink() -> None:
    name = f"{K5}_Aux.xml"
    claim = read_attributes(FolderOfBytes({name: AUX}), name)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert str(claim.when.earliest) == "2024-12-13 00:42:07.622462+00:00"
    assert (claim.fields["platform"], claim.fields["provider"]) == ("kompsat-5", "KARI")
    assert (claim.footprint.bbox, claim.fields["incidence_deg"]) == ((35.2, 35.1, 36.3, 36.2), 42.0)


def test_the_base_names_are_those_of_the_images() -> None:
    assert scene_of_note(NOTE_NAME) == PRODUCT
    assert scene_of_attributes(f"{K5}_Aux.xml") == K5
    folder = FolderOfBytes({f"{K5}_Aux.xml": AUX, f"{K5}_br.jpg": b""})
    assert [s.name for s in sidecars_of(folder, f"{K5}_br.jpg".encode()) if s.claim()] == [f"{K5}_Aux.xml"]


def test_the_attributes_of_another_maker_are_left_to_others() -> None:
    other = AUX.replace(b"KMPS5<", b"KOMPSAT-3A<")
    assert read_attributes(FolderOfBytes({"K3A_Aux.xml": other}), "K3A_Aux.xml") is None


@FUZZING
@given(mutated([NOTE, AUX]))
def test_damage_never_does_more_than_refuse(data: bytes) -> None:
    tried(FORMATS[0], NOTE_NAME, data)
    tried(FORMATS[1], f"{K5}_Aux.xml", data)
