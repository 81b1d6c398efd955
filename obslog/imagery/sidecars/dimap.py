"""DIMAP 1 and 2: Pléiades, Pléiades Neo, SPOT, PerúSAT, Vision-1, DMC, Geosat, Formosat and their like.

Dated by the start of the imaging where one is stated, else by the imaging time; a mosaic by its first strip.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.documents import first_tag
from obslog.imagery.sidecars.formats import SidecarFormat, everything, stem
from obslog.imagery.sidecars.listing import Folder
from obslog.imagery.sidecars.reading import found_text, instant, number, ring
from obslog.imagery.sidecars.said import Said
from obslog.model.places import Geometry
from obslog.model.when import When

_ROOTS = ("Dimap_Document", "Metadata_Document")
_MAX_SOURCES = 200
_MAX_VERTICES = 2000

#: Mission and its index, as written and folded together -> (platform, provider).
_MISSIONS = (
    (re.compile(r"PHR(1[AB])"), "pleiades-{}", "Airbus"),
    (re.compile(r"PNEO(\d)"), "pneo{}", "Airbus"),
    (re.compile(r"SPOT([67])"), "spot-{}", "Airbus"),
    (re.compile(r"SPOT([1-5])"), "spot-{}", "CNES"),
    (re.compile(r"PER(?:USAT)?(1)"), "perusat-{}", "CONIDA"),
    (re.compile(r"(?:S14|S1-4|VISION(?:1|-1)|VIS1)()"), "vision-1", "Airbus"),
    (re.compile(r"UK-?DMC(2)"), "uk-dmc-{}", "DMCii"),
    (re.compile(r"AL(?:SAT|ITE)?-?(1B|2A)|AB()"), "alsat-{}", "ASAL"),
    (re.compile(r"DEIMOS(\d)0*1?"), "geosat-{}", "Geosat"),
    (re.compile(r"GEOSAT(\d)0*1?"), "geosat-{}", "Geosat"),
    (re.compile(r"FORMOSAT(\d)"), "formosat-{}", "NSPO"),
    (re.compile(r"THEOS(\d)"), "theos-{}", "GISTDA"),
    (re.compile(r"KAZEOSAT(\d)"), "kazeosat-{}", "Kazakhstan Gharysh Sapary"),
    (re.compile(r"(?:TRIPLESAT|DMC3)(\d)"), "triplesat-{}", "21AT"),
    (re.compile(r"VNREDSAT(1)A?"), "vnredsat-{}", "VAST"),
    (re.compile(r"NIGERIASAT(2|X)"), "nigeriasat-{}", "NASRDA"),
)  # fmt: skip


def read(folder: Folder, name: str) -> Claim | None:
    """What one DIMAP document says of the images it describes. Raises `SidecarError`."""
    if first_tag(folder, name) not in _ROOTS:
        return None
    root = folder.xml(name)
    sources = list(_sources(root))
    if not sources:
        return None
    said = Said.of("the DIMAP document", name)
    _of_source(said, sources)
    located = _located(root, sources[0])
    said.number("gsd_m", _gsd(root, sources[0]))
    said.number("incidence_deg", _size(located("INCIDENCE_ANGLE")))
    said.number("off_nadir_deg", located("VIEWING_ANGLE"))
    said.number("sun_elevation_deg", located("SUN_ELEVATION"))
    said.number("cloud_fraction", found_text(root, "Dataset_Content/CLOUD_COVERAGE"), 0.01)
    level = found_text(
        root,
        "Processing_Information/Product_Settings/PROCESSING_LEVEL",
        "Data_Processing/PROCESSING_LEVEL",
        "Data_Processing/GEOMETRIC_PROCESSING",
        "Production/PRODUCT_TYPE",
    )
    said.text("product_level", level)
    said.footprint = _extent(root)
    said.tag(
        "dimap:dataset", found_text(root, "Dataset_Identification/DATASET_NAME", "Dataset_Id/DATASET_NAME")
    )
    said.tag("dimap:source", found_text(root, ".//SOURCE_ID"))
    said.tag("dimap:mode", found_text(sources[0], "BAND_MODE", "SENSOR_CODE"))
    said.tag("dimap:job", found_text(root, ".//JOB_ID"))
    return said.claim()


def scene(name: str) -> str:
    """The base name that document and images share, after what says which of them each is."""
    return re.sub(r"_META\Z", "", _bare(stem(name)), flags=re.IGNORECASE)


def _bare(name: str) -> str:
    return re.sub(r"\A(?:DIM|IMG|PREVIEW|ICON)_", "", name, flags=re.IGNORECASE)


def _sources(root: Any) -> Iterator[Any]:
    """The strips or scenes of which the images are made."""
    left = _MAX_SOURCES
    for tag in ("Strip_Source", "Scene_Source"):
        for element in root.iter(tag):
            if left > 0 and found_text(element, "MISSION") is not None:
                left -= 1
                yield element


def _of_source(said: Said, sources: list[Any]) -> None:
    first, said.when = sources[0], None
    for source in sources:
        when = _when(source)
        if when is None or when.earliest is None:
            continue
        if said.when is None or said.when.earliest is None or when.earliest < said.when.earliest:
            first, said.when = source, when
    platform, provider = _platform(first)
    said.text("platform", platform)
    said.text("provider", provider)
    parts = [found_text(first, tag) for tag in ("INSTRUMENT", "INSTRUMENT_INDEX")]
    said.text("instrument", "-".join(part for part in parts if part).lower())


def _when(source: Any) -> When | None:
    stated = found_text(source, "IMAGING_START_TIME", "START_TIME")
    if stated is not None and (found := instant(stated)) is not None:
        return found
    day, time = found_text(source, "IMAGING_DATE"), found_text(source, "IMAGING_TIME")
    return (instant(f"{day} {time}") if time else None) or instant(day)


def _platform(source: Any) -> tuple[str, str | None]:
    mission = found_text(source, "MISSION") or ""
    called = " ".join(part for part in (mission, found_text(source, "MISSION_INDEX")) if part)
    folded = re.sub(r"[\s_]", "", called.upper())
    for pattern, platform, provider in _MISSIONS:
        for tried in (folded, re.sub(r"-(?=\d\Z)", "", folded)):
            match = pattern.fullmatch(tried)
            if match is not None:
                unit = next((group for group in match.groups() if group), "1B")
                return platform.format(unit.lower()), provider
    return re.sub(r"[\s_]+", "-", called.strip().lower()), None


def _located(root: Any, source: Any) -> Any:
    """How a value is looked up: among those stated for the centre of the image, else those of its source."""
    groups = list(root.iter("Located_Geometric_Values"))[:50]
    centre = [each for each in groups if (found_text(each, "LOCATION_TYPE") or "").lower() == "center"]

    def found(tag: str) -> str | None:
        for element in (*centre[:1], source, *groups[:1]):
            text = found_text(element, tag, f".//{tag}")
            if text is not None:
                return text
        return None

    return found


def _size(text: str | None) -> float | str | None:
    """An angle's size: SPOT and its like sign it by the side."""
    value = number(text)
    return abs(value) if value is not None else text


def _gsd(root: Any, source: Any) -> str | None:
    """The pixel size in metres: of the product, else of the sensor."""
    metres = [
        element
        for path in (".//RESAMPLING_SPACING", "Geoposition/Geoposition_Insert/XDIM")
        for element in root.findall(path)[:1]
        if element.get("unit", "m").upper() == "M"
    ]
    if metres and number(metres[0].text) is not None:
        return str(metres[0].text)
    return found_text(source, "THEORETICAL_RESOLUTION", "RESOLUTION", "PIXEL_RESOLUTION_X")


def _extent(root: Any) -> Geometry | None:
    for path in ("Dataset_Content/Dataset_Extent", "Dataset_Frame", ".//Dataset_Extent"):
        frame = root.find(path)
        if frame is not None:
            points = [_vertex(each) for each in frame.findall("Vertex")[: _MAX_VERTICES + 1]]
            kept = [(lon, lat) for lon, lat in points if lon is not None and lat is not None]
            if len(kept) == len(points) <= _MAX_VERTICES:
                found = ring(kept)
                if found is not None:
                    return found
    return None


def _vertex(vertex: Any) -> tuple[float | None, float | None]:
    lon = lat = None
    for child in list(vertex)[:20]:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in ("LON", "FRAME_LON") or tag.startswith("FRAME_LON_"):
            lon = number(child.text)
        elif tag in ("LAT", "FRAME_LAT") or tag.startswith("FRAME_LAT_"):
            lat = number(child.text)
    return lon, lat


def _named(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


FORMATS = (
    SidecarFormat("DIMAP", _named(r"DIM_.+\.xml|.+_meta\.xml|(?!metadata\.).+\.dim"), read, scene, _bare),
    SidecarFormat("DIMAP of a folder", _named(r"METADATA\.DIM"), read, everything),
)
