"""What kind of file this is, by its first bytes alone: a name or a suffix is only a claim."""

from __future__ import annotations

#: Suffixes that claim to be an image that obslog reads.
RASTER_SUFFIXES = frozenset(
    {".tif", ".tiff", ".gtiff", ".btf", ".tf8", ".cog", ".png", ".jpg", ".jpeg", ".jpe", ".jfif"}
    | {".jp2", ".j2k", ".j2c", ".jpc", ".jpx", ".jpf", ".ntf", ".nitf", ".nsf"}
)
#: Suffixes of images in formats that are not read: refused by name, not passed over as documents.
OTHER_IMAGE_SUFFIXES = frozenset(
    {".img", ".vrt", ".mrf", ".ecw", ".sid", ".bil", ".bip", ".bsq", ".hgt", ".dem", ".kea", ".pix", ".raw"}
    | {".gif", ".bmp", ".webp", ".heic", ".heif", ".avif", ".jxl", ".tga", ".psd", ".dng", ".cr2", ".nef"}
    | {".hdf", ".h4", ".h5", ".he5", ".hdf5", ".nc", ".nc4", ".grib", ".grb", ".zarr", ".fits", ".jls"}
)

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_READ = (
    *((magic, "GTiff") for magic in _TIFF),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "JP2OpenJPEG"),
    (b"\xff\x4f\xff\x51", "JP2OpenJPEG"),
    (b"NITF02.", "NITF"),
    (b"NSIF01.", "NITF"),
)
_EVIDENCE = "convert it to GeoTIFF, and keep the original"
_OTHERS = (
    (b"NITF01", f"NITF 1 is not read: {_EVIDENCE}"),
    (b"GIF8", f"GIF is not read: {_EVIDENCE}"),
    (b"BM", f"BMP is not read: {_EVIDENCE}"),
    (b"\x89HDF\r\n", f"HDF5 is not read: {_EVIDENCE}"),
    (b"\x0e\x03\x13\x01", f"HDF4 is not read: {_EVIDENCE}"),
    (b"CDF\x01", f"netCDF is not read: {_EVIDENCE}"),
    (b"CDF\x02", f"netCDF is not read: {_EVIDENCE}"),
    (b"CDF\x05", f"netCDF is not read: {_EVIDENCE}"),
    (b"GRIB", "GRIB is not read: a weather field, not an image"),
    (b"SIMPLE  =", f"FITS is not read: {_EVIDENCE}"),
    (b"EHFA_HEADER_TAG", f"ERDAS Imagine is not read: {_EVIDENCE}"),
    (b"msid", f"MrSID is not read: {_EVIDENCE}"),
    (b"8BPS", f"Photoshop is not read: {_EVIDENCE}"),
    (b"\xff\x0a", f"JPEG XL is not read: {_EVIDENCE}"),
    (b"\0\0\0\x0cJXL ", f"JPEG XL is not read: {_EVIDENCE}"),
    (b"SQLite format 3", "a database (GeoPackage, MBTiles), not an image"),
    (b"PK\x03\x04", "a zip archive: unpack it first"),
    (b"Rar!", "a RAR archive: unpack it first"),
    (b"7z\xbc\xaf", "a 7z archive: unpack it first"),
    (b"%PDF", "a PDF document: extract its images first"),
)
_STILLS = (b"heic", b"heix", b"heif", b"mif1", b"msf1", b"avif", b"avis", b"hevc")
_POINTERS = (b"vrtdataset", b"gdal_wms", b"gdal_wmts", b"mrf_meta", b"wmt_ms_capabilities", b"capabilities")


def driver_of(head: bytes) -> tuple[str | None, str]:
    """The one GDAL driver for a file that begins with `head`, or None and the reason in plain words."""
    if not head:
        return None, "the file is empty"
    for magic, driver in _READ:
        if head.startswith(magic):
            return driver, ""
    for magic, reason in _OTHERS:
        if head.startswith(magic):
            return None, reason
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return None, f"WebP is not read: {_EVIDENCE}"
    if head[4:8] == b"ftyp":
        still = head[8:12] in _STILLS
        return None, f"HEIC or AVIF is not read: {_EVIDENCE}" if still else "a video: take stills from it"
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")[:64].lower()
    if text.startswith(b"<"):
        kind = text[1:].split(b">")[0].split(b" ")[0]
        if kind in _POINTERS:
            return None, "a text file that points to other files or the network, not an image"
        return None, "a text file, not an image"
    if len(head) < 8:
        return None, "too short to be an image"
    return None, "not a TIFF, PNG, JPEG, JPEG 2000 or NITF by its first bytes"


def claims_image(name: str) -> bool:
    """True if the suffix of `name` says that the file is an image (of a format read now or not)."""
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 else ""
    return suffix in RASTER_SUFFIXES or suffix in OTHER_IMAGE_SUFFIXES
