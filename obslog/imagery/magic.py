"""What kind of file this is, by its first bytes alone: a name or a suffix is only a claim."""

from __future__ import annotations

#: Suffixes that claim to be an image that obslog reads now.
RASTER_SUFFIXES = frozenset(
    {".tif", ".tiff", ".gtiff", ".btf", ".tf8", ".cog", ".png", ".jpg", ".jpeg", ".jpe"}
)
#: Suffixes of images in formats that are not read yet: refused by name, not passed over as documents.
OTHER_IMAGE_SUFFIXES = frozenset(
    {".jp2", ".j2k", ".jpx", ".ntf", ".nitf", ".nsf", ".img", ".vrt", ".mrf", ".ecw", ".sid", ".bil", ".bsq"}
    | {".gif", ".bmp", ".webp", ".heic", ".tga", ".hdf", ".h5", ".nc", ".kea"}
)

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_OTHERS = (
    (b"\0\0\0\x0cjP  ", "JPEG 2000 is not read yet"),
    (b"\xff\x4f\xff\x51", "JPEG 2000 is not read yet"),
    (b"NITF", "NITF is not read yet"),
    (b"GIF8", "GIF is not a format of evidence"),
    (b"\x89HDF", "HDF5 is not read"),
    (b"CDF", "netCDF is not read"),
    (b"PK\x03\x04", "a zip archive: unpack it first"),
    (b"%PDF", "a PDF document: extract its images first"),
)


def driver_of(head: bytes) -> tuple[str | None, str]:
    """The one GDAL driver for a file that begins with `head`, or None and the reason in plain words."""
    if not head:
        return None, "the file is empty"
    if head.startswith(_TIFF):
        return "GTiff", ""
    if head.startswith(_PNG):
        return "PNG", ""
    if head.startswith(_JPEG):
        return "JPEG", ""
    for magic, reason in _OTHERS:
        if head.startswith(magic):
            return None, reason
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if text.startswith(b"<"):
        kind = text[1:].split(b">")[0].split(b" ")[0]
        if kind in (b"vrtdataset", b"gdal_wms", b"gdal_wmts", b"mrf_meta", b"wmt_ms_capabilities"):
            return None, "a text file that points to other files or the network, not an image"
        return None, "a text file, not an image"
    if len(head) < 8:
        return None, "too short to be an image"
    return None, "not a TIFF, PNG or JPEG by its first bytes"


def claims_image(name: str) -> bool:
    """True if the suffix of `name` says that the file is an image (of a format read now or not)."""
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 else ""
    return suffix in RASTER_SUFFIXES or suffix in OTHER_IMAGE_SUFFIXES
