"""Files that point elsewhere: to other files of this machine, or to the network."""

from __future__ import annotations

from pathlib import Path

from hostile.cases import IMPORTED, REJECTED, SKIPPED, Corpus
from making_formats import jp2, overview_box, with_box
from making_rasters import geotiff, inject_metadata, tiny_tiff, vrt_to, with_overviews

_POINTS = "points to other files|not an image|VRT|vrt"


def fill(corpus: Corpus) -> None:
    """Add all cases of this kind."""
    _texts(corpus)
    _companions(corpus)
    _metadata(corpus)
    _boxes(corpus)


def targets(corpus: Corpus) -> dict[str, str]:
    """Places that nothing may be read from, by a short name."""
    host = corpus.url.removeprefix("http://")
    return {
        "file": str(corpus.canary),
        "up": f"../../{corpus.canary.parent.name}/{corpus.canary.name}",
        "passwd": "/etc/passwd",
        "curl": f"/vsicurl/{corpus.url}/x.tif",
        "http": f"{corpus.url}/x.tif",
        "s3": "/vsis3/bucket/x.tif",
        "zip": f"/vsizip/{corpus.canary}.zip/x.tif",
        "stdin": "/vsistdin/",
        "inline": f"&lt;GDAL_WMS&gt;{host}&lt;/GDAL_WMS&gt;",
    }


def _texts(corpus: Corpus) -> None:
    """Texts that GDAL opens whatever their name is."""
    for name, target in targets(corpus).items():
        for suffix in ("tif", "jpg", "vrt"):
            corpus.write(f"vrt/{name}.{suffix}", vrt_to(target), REJECTED, _POINTS)
    raw = vrt_to("x").replace("<VRTRasterBand ", '<VRTRasterBand subClass="VRTRawRasterBand" ')
    raw = raw.replace(
        '<SimpleSource><SourceFilename relativeToVRT="0">x', '<SourceFilename relativeToVRT="0">/etc/passwd'
    )
    raw = raw.replace("<SourceBand>1</SourceBand></SimpleSource>", "<ImageOffset>0</ImageOffset>")
    python = vrt_to(str(corpus.canary)).replace(
        '<VRTRasterBand dataType="Byte"', '<VRTRasterBand dataType="Byte" subClass="VRTDerivedRasterBand"'
    )
    wms = f'<GDAL_WMS><Service name="TMS"><ServerUrl>{corpus.url}/${{z}}</ServerUrl></Service></GDAL_WMS>'
    wmts = f"<GDAL_WMTS><GetCapabilitiesUrl>{corpus.url}/wmts</GetCapabilitiesUrl></GDAL_WMTS>"
    mrf = f"<MRF_META><Raster><Size x='8' y='8'/><DataFile>{corpus.canary}</DataFile></Raster></MRF_META>"
    texts = {
        "raw": raw, "python": python, "wms": wms, "wmts": wmts, "mrf": mrf,
        "wmsurl": f"WMS:{corpus.url}/?", "subdataset": f"GTIFF_DIR:1:{corpus.canary}",
        "stacit": f'STACIT:"{corpus.url}/items"', "http": f"{corpus.url}/x.tif", "path": str(corpus.canary),
        "bom": "\ufeff" + vrt_to(str(corpus.canary)), "blanks": "\n  " + vrt_to(str(corpus.canary)),
        "capabilities": f"<WMT_MS_Capabilities><Service>{corpus.url}</Service></WMT_MS_Capabilities>",
    }  # fmt: skip
    for name, text in texts.items():
        for suffix in ("tif", "png"):
            corpus.write(f"texts/{name}.{suffix}", text, REJECTED, "text|image|bytes")
    corpus.write("texts/scene.mrf", mrf, (REJECTED, SKIPPED))
    corpus.write("texts/noname", vrt_to(str(corpus.canary)), SKIPPED, "not imagery")


def _companions(corpus: Corpus) -> None:
    """True images beside files that GDAL takes for theirs."""
    for name, target in targets(corpus).items():
        domain = f'<Metadata domain="OVERVIEWS"><MDI key="OVERVIEW_FILE">{target}</MDI></Metadata>'
        geotiff(corpus.add(f"aux/{name}.tif", IMPORTED), size=300, value=len(corpus.cases) % 200)
        corpus.beside(f"aux/{name}.tif.aux.xml", f"<PAMDataset>{domain}</PAMDataset>")
        for suffix in ("ovr", "msk"):
            geotiff(corpus.add(f"{suffix}/{name}.tif", IMPORTED), size=300, value=len(corpus.cases) % 200)
            corpus.beside(f"{suffix}/{name}.tif.{suffix}", vrt_to(target, 150))
    geotiff(corpus.add("aux/mask.tif", IMPORTED), size=200, value=3)
    corpus.beside("aux/mask.msk", vrt_to(str(corpus.canary)))


def _metadata(corpus: Corpus) -> None:
    """True TIFFs whose own metadata names overviews elsewhere, plainly, in capitals or behind entities."""
    spelled = ("OVERVIEWS", "overviews", "&#79;VERVIEWS", "&#x4f;VERVIEWS", "OVERVIEW&#83;")
    for number, domain in enumerate(spelled):
        for name in ("file", "curl", "inline", "passwd"):
            item = f'<Item name="OVERVIEW_FILE" domain="{domain}">{targets(corpus)[name]}</Item>'
            xml = f"<GDALMetadata>{item}</GDALMetadata>".encode()
            path = geotiff(
                corpus.add(f"metadata/{number}_{name}.tif", IMPORTED),
                size=300, tags={"KEPT": "yes"}, value=len(corpus.cases) % 200,
            )  # fmt: skip
            inject_metadata(path, xml)
    later = geotiff(
        corpus.add("metadata/second_directory.tif", IMPORTED), size=300, tags={"KEPT": "yes"}, value=11
    )
    _second_directory(later, f'<Item name="OVERVIEW_FILE" domain="OVERVIEWS">{corpus.canary}</Item>')
    big = geotiff(corpus.add("metadata/big.tif", IMPORTED), size=300, value=12, BIGTIFF="YES")
    assert big.read_bytes()[:4] == b"II+\0"
    item = (
        f'<GDALMetadata><Item name="OVERVIEW_FILE" domain="OVERVIEWS">{corpus.canary}</Item></GDALMetadata>'
    )
    tiny_tiff(
        corpus.add("metadata/big_named.tif", (IMPORTED, REJECTED)), 2, 2, metadata=item.encode(), big=True
    )
    honest = with_overviews(corpus.add("metadata/honest_overviews.tif", IMPORTED))
    assert honest.stat().st_size


def _second_directory(path: Path, item: str) -> None:
    """Chain a second directory of an overview kind, with metadata of its own, to a classic TIFF."""
    import struct

    data = bytearray(path.read_bytes())
    first = struct.unpack_from("<I", data, 4)[0]
    count = struct.unpack_from("<H", data, first)[0]
    struct.pack_into("<I", data, first + 2 + 12 * count, len(data))
    xml = f"<GDALMetadata>{item}</GDALMetadata>".encode() + b"\0"
    entries = [(254, 4, 1, 1), (256, 4, 1, 1), (257, 4, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1)]
    entries += [(273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 1), (279, 4, 1, 1)]
    at = len(data) + 2 + 12 * (len(entries) + 1) + 4
    entries.append((42112, 2, len(xml), at))
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    path.write_bytes(bytes(data) + struct.pack("<H", len(entries)) + rows + struct.pack("<I", 0) + xml)


def _boxes(corpus: Corpus) -> None:
    """JPEG 2000 whose boxes name overviews, or a coordinate system, elsewhere."""
    for name in ("file", "curl"):
        for number, domain in enumerate(("OVERVIEWS", "&#79;VERVIEWS")):
            path = jp2(corpus.add(f"boxes/{number}_{name}.jp2", IMPORTED))
            with_box(path, overview_box(targets(corpus)[name], domain))
            path.write_bytes(path.read_bytes() + bytes([number, len(name)]))
