"""An archive made to do harm is refused with a reason, before it costs memory or time."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from making_archives import (
    END,
    FORMS,
    PACKERS,
    archive_of,
    padded,
    pax,
    tar_header,
    tar_member,
    tar_of,
    written,
    zip_end,
    zip_entry,
    zip_of,
)
from obslog.imagery.archives import ArchiveError, open_archive
from obslog.imagery.limits import Limits
from obslog.model.errors import FileRefusedError
from reading_archives import listed, member_refused, read, refused


def test_a_zip_that_does_not_hold_what_it_declares_is_damaged(tmp_path: Path, image: bytes) -> None:
    for number, (entry, words) in enumerate(
        (
            ({"crc": 1}, "checksum"),
            ({"crc": 1, "method": 0}, "checksum"),
            ({"size": len(image) - 1}, "more than it declares"),
            ({"size": len(image) + 1}, "less than it declares"),
        )
    ):
        path = written(tmp_path / f"{number}.zip", zip_of({b"a.tif": image}, **entry))
        assert words in member_refused(path, b"a.tif")


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_that_is_cut_short_is_refused(tmp_path: Path, image: bytes, form: str) -> None:
    whole = archive_of({b"a.tif": image, b"b.tif": os.urandom(9000)}, form)
    for share in (0.3, 0.6, 0.9):
        path = written(tmp_path / f"{share}.{form}", whole[: int(len(whole) * share)])
        assert "truncated" in refused(path)


@pytest.mark.parametrize("form", FORMS)
def test_bytes_changed_anywhere_never_give_other_pixels_silently_or_an_unplanned_error(
    tmp_path: Path, image: bytes, form: str
) -> None:
    whole = archive_of({b"a.tif": image, b"n.txt": b"words" * 50}, form)
    path = tmp_path / f"d.{form}"
    for at in range(0, len(whole), max(1, len(whole) // 250)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x41]) + whole[at + 1 :])
        try:
            found = open_archive(os.fsencode(path))
            data = read(path, b"a.tif") if found and b"a.tif" in found.files else image
        except (ArchiveError, FileRefusedError):
            continue
        assert data == image or form == "tar"  # a plain tar has no checksum of its content


def test_a_million_members_are_refused_before_they_are_read(tmp_path: Path) -> None:
    record = zip_entry(b"", b"", 0)[1]
    body = zip_entry(b"", b"", 0)[0].ljust(30, b"\0")[:30] + record * 10**6
    path = written(tmp_path / "d.zip", body + zip_end(10**6, 46 * 10**6, 30))
    assert "1,000,000 members" in refused(path)
    lying = written(tmp_path / "lying.zip", body + zip_end(5, 46 * 10**6, 30))
    assert "central directory of 46,000,000 bytes" in refused(lying)
    shorter = written(tmp_path / "s.zip", body[: 30 + 46 * 1000] + zip_end(5, 46 * 1000, 30))
    assert "central directory cannot be read" in refused(shorter)


def test_members_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    """One kernel of packed zeros, named by many entries, whole or quoted one by the other."""
    local, record = zip_entry(b"a.tif", b"\0" * 10**6, 0)
    same = local + record * 50 + zip_end(50, 50 * len(record), len(local))
    assert "overlap" in refused(written(tmp_path / "same.zip", same))
    body, central, offsets = b"", b"", []
    for number in range(20):
        offsets.append(len(body))
        body += zip_entry(b"%02d.tif" % number, b"", 0)[0]
    kernel = zip_entry(b"zz.tif", b"\0" * 10**6, 0)[0]
    for number, offset in enumerate(offsets):
        rest = len(body) + len(kernel) - offset - 36
        central += zip_entry(b"%02d.tif" % number, b"", offset)[1][:20] + struct.pack("<I", rest)
        central += zip_entry(b"%02d.tif" % number, b"", offset)[1][24:]
    quoted = body + kernel + central + zip_end(20, len(central), len(body) + len(kernel))
    assert "overlap" in refused(written(tmp_path / "quoted.zip", quoted))


def test_a_member_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "d.zip", zip_of({b"a.tif": b"\0" * (20 << 20), b"b.txt": b"words"}))
    assert "decompression bomb" in member_refused(path, b"a.tif")
    dense = open_archive(os.fsencode(path), Limits(allow_dense=True))
    assert dense is not None and dense.members[b"a.tif"].reason is None
    small = Limits(member_bytes=1000)
    assert "the limit" in (
        listed(written(tmp_path / "l.tar", tar_of({b"a.tif": b"x" * 2000})), small).members[b"a.tif"].reason
        or ""
    )


def test_limits_of_members_and_headers(tmp_path: Path) -> None:
    few = Limits(members=10)
    for form in FORMS:
        path = written(tmp_path / f"d.{form}", archive_of({b"%d" % n: b"" for n in range(11)}, form))
        assert "the limit is 10" in refused(path, few) or "10 members, which is the limit" in refused(
            path, few
        )
    path = written(tmp_path / "p.tar", pax({"path": b"a.tif"}) * 50 + tar_member(b"x", b"") + END)
    assert "headers" in refused(path, few)


def test_headers_of_a_tar_made_to_eat_memory_are_refused(tmp_path: Path) -> None:
    for number, kind in enumerate((b"x", b"g", b"L", b"K")):
        path = written(tmp_path / f"{number}.tar", tar_header(b"h", 8 << 30, kind) + b"\0" * 4096)
        assert "a header of 8,589,934,592 bytes" in refused(path)
    for number, record in enumerate(
        (b"5 a=", b"999999999999 path=a\n", b"0 path=a\n", b"-5 path=a\n", b"x" * 40)
    ):
        data = tar_header(b"h", len(record), b"x") + padded(record) + tar_member(b"a", b"") + END
        assert "damaged" in refused(written(tmp_path / f"r{number}.tar", data))
    for number, size in enumerate((b"-1", b"9" * 30, b"0x10")):
        data = pax({"size": size}) + tar_member(b"a.tif", b"") + END
        assert "damaged" in refused(written(tmp_path / f"s{number}.tar", data))
    for number, size in enumerate((1 << 60, 1 << 80)):
        data = tar_header(b"a.tif", size) + b"\0" * 4096
        assert "truncated" in refused(written(tmp_path / f"z{number}.tar", data))


_MEASURED = """
import os, sys, time
from obslog.imagery.archives import ArchiveError, open_archive
from obslog.imagery.opening import open_regular
from obslog.model.errors import FileRefusedError
def peak():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))
before = peak()
try:
    found = open_archive(os.fsencode(sys.argv[1]))
    for member in found.members.values():
        with open_regular(found.address(member)):
            pass
except (ArchiveError, FileRefusedError) as error:
    print(error, end=" ")
print(peak() - before)
"""


def kilobytes_for(path: Path) -> tuple[str, int]:
    """What came of reading all of an archive in a process of its own, and the memory that it took."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURED, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    words, _, number = done.stdout.rpartition(" ")
    return words, int(number)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is measured in /proc")
@pytest.mark.parametrize("form", ["tar.gz", "tar.bz2", "tar.xz"])
def test_a_packed_tar_of_nothing_but_zeros_takes_neither_memory_nor_time(tmp_path: Path, form: str) -> None:
    pack = PACKERS[form]
    packed = pack(tar_header(b"a.tif", 3 << 30)) + pack(b"\0" * (16 << 20)) * 66
    path = written(tmp_path / f"d.{form}", packed)
    words, kilobytes = kilobytes_for(path)
    assert "decompression bomb" in words
    assert kilobytes < 60_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is measured in /proc")
def test_xz_that_asks_for_a_gigabyte_of_memory_is_refused(tmp_path: Path) -> None:
    import lzma

    filters = [{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 30, "mf": lzma.MF_HC3, "nice_len": 4}]
    try:
        packed = lzma.compress(tar_of({b"a.tif": b"x" * 1000}), filters=filters)
    except MemoryError:
        pytest.skip("this machine has too little memory to make such a file")
    words, kilobytes = kilobytes_for(written(tmp_path / "d.txz", packed))
    assert "memory" in words.lower()
    assert kilobytes < 60_000


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is measured in /proc")
def test_as_many_members_as_are_allowed_fit_in_little_memory(tmp_path: Path) -> None:
    names: Mapping[bytes, bytes] = {b"f%03d/g/h/i/%06d.txt" % (n % 997, n): b"" for n in range(100_000)}
    path = written(tmp_path / "d.zip", zip_of(names, method=0))
    code = _MEASURED.replace(
        "for member in found.members.values():", "for member in list(found.members.values())[:1]:"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, timeout=60
    )
    assert int(done.stdout) < 150_000
