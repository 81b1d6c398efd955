"""Archives that reach out of themselves, or unpack to more than a machine has."""

from __future__ import annotations

import io
import tarfile
import zipfile

from hostile.cases import REJECTED, SKIPPED, Corpus
from making_rasters import png

_ANY = (SKIPPED, REJECTED)


def fill(corpus: Corpus) -> None:
    """Add all cases of this kind; what becomes of members is told under their own names."""
    scene = png(corpus.place("made.png"), value=99).read_bytes()
    corpus.place("made.png").unlink()
    for number, name in enumerate(
        ("../../escaped.png", "/tmp/escaped.png", "a/../../b.png", "C:\\escaped.png", "x\0y.png")
    ):
        corpus.write(f"packed/slip_{number}.zip", _zip({name: scene}), _ANY)
        corpus.write(f"packed/slip_{number}.tar", _tar(name.replace("\0", "_"), scene), _ANY)
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
        corpus.write(f"packed/kind_{ord(kind)}.tar", _tar("link.png", b"", kind, "/etc/passwd"), _ANY)
    corpus.write("packed/bomb.zip", _zip({"zeros.tif": b"II*\0" + bytes(300_000_000)}), _ANY)
    inner = _zip({"a.png": scene})
    corpus.write("packed/nested.zip", _zip({"b.zip": inner}), _ANY)
    corpus.write("packed/cut.zip", inner[: len(inner) // 2], _ANY)
    corpus.write("packed/noise.zip", b"PK\x03\x04" + bytes(range(256)), _ANY)
    corpus.write("packed/empty.zip", _zip({}), _ANY)
    corpus.write("packed/cut.tar.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"\0" * 40, _ANY)


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("\0", "_")), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _tar(name: str, data: bytes, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size, info.type, info.linkname = len(data), kind, link
        archive.addfile(info, io.BytesIO(data))
    return out.getvalue()
