"""KARI: KOMPSAT is dated by the start of its image, CAS500-1 by the middle."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.kompsat import FORMATS, read_aux, read_text, scene
from obslog.imagery.sidecars.listing import Folder
from realdata import shared_data

NAME = "K3A_20241213081211_32047_00039626_L1G_Aux.xml"


def _corner(name: str, lat: float, lon: float) -> str:
    return f"<ImageGeog{name}><Latitude>{lat}</Latitude><Longitude>{lon}</Longitude></ImageGeog{name}>"


_CORNERS = "".join(
    _corner(name, lat, lon)
    for name, lat, lon in (
        ("TL", 35.5, 35.9), ("TC", 35.52, 35.95), ("TR", 35.5, 36.0),
        ("BL", 35.4, 35.9), ("BC", 35.42, 35.95), ("BR", 35.4, 36.0),
    )
)  # fmt: skip
AUX = f"""<?xml version="1.0"?><Auxiliary><General><Satellite>KOMPSAT-3A</Satellite><Sensor>AEISS-A</Sensor>
<OrbitNumber>32047</OrbitNumber><ProductLevel>Level1G</ProductLevel><CreateDate>20241214000000.00</CreateDate></General>
<Metadata><MetadataBlock><Time>20241213081200.0</Time><SunAngle><Elevation>31.5</Elevation></SunAngle></MetadataBlock></Metadata>
<Image><MS1><ImagingTime><ImagingStartTime><UTC>20241213081210.0</UTC></ImagingStartTime></ImagingTime></MS1>
<PAN><ImagingTime><ImagingStartTime><UTC>20241213081211.2834234</UTC></ImagingStartTime>
<ImagingCenterTime><UTC>20241213081212.2144584</UTC></ImagingCenterTime></ImagingTime>
<ImagingCoordinates>{_CORNERS}</ImagingCoordinates>
<Angle><Incidence>31.3</Incidence><OffNadir>28.6</OffNadir></Angle><ImageGSD><Column>0.55</Column></ImageGSD></PAN></Image>
</Auxiliary>""".encode()
TEXT = b"""AUX_IMAGE_LEVEL\tL1R
AUX_SATELLITE_NAME\tKOMPSAT2
AUX_SATELLITE_SENSOR\tMSC
AUX_STRIP_ACQ_DATE_UT\t20081213
AUX_STRIP_ACQ_START_UT\t081211.500000
"""


def test_the_panchromatic_image_dates_a_kompsat_by_its_start() -> None:
    claim = read_aux(FolderOfBytes({NAME: AUX}), NAME)
    assert claim is not None and claim.when is not None and claim.footprint is not None
    assert claim.when.edtf == "2024-12-13T08:12:11.283423Z"
    assert claim.fields["platform"] == "kompsat-3a"
    assert claim.fields["off_nadir_deg"] == 28.6
    assert claim.footprint.bbox == (35.9, 35.4, 36.0, 35.52)


def test_cas500_is_dated_by_the_middle_of_its_image() -> None:
    claim = read_aux(FolderOfBytes({NAME: AUX.replace(b"KOMPSAT-3A", b"CAS500-1")}), NAME)
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2024-12-13T08:12:12.214458Z"


def test_kompsat_2_is_dated_by_its_strip() -> None:
    claim = read_text(FolderOfBytes({"a.txt": TEXT}), "a.txt")
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2008-12-13T08:12:11.500000Z"
    assert claim.fields["platform"] == "kompsat-2"


def test_bands_belong_to_the_product() -> None:
    assert scene(NAME) == "K3A_20241213081211_32047_00039626_L1G"
    assert read_text(FolderOfBytes({"a.txt": b"other\ttext\n"}), "a.txt") is None
    assert not FORMATS[1].fits("K3A_L1G_P_rpc.txt")


def test_a_real_text_is_read() -> None:
    folder = Folder.of(str(shared_data() / "products" / "sidecars_small" / "md_kompsat.txt"))
    claim = read_text(folder, "md_kompsat.txt")
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2007-05-01T07:00:00.000000Z"


@FUZZING
@given(mutated([AUX]))
def test_damage_to_the_xml_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], NAME, data)


@FUZZING
@given(mutated([TEXT]))
def test_damage_to_the_text_harms_nothing(data: bytes) -> None:
    tried(FORMATS[1], "a.txt", data)
