"""Images in archives are read in place, byte for byte; an archive made to do harm is refused with a reason."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from making_archives import (
    END,
    FORMS,
    PACKERS,
    archive_of,
    by_the_library,
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
from making_rasters import geotiff
from obslog.imagery import archive_forward, archives
from obslog.imagery.archives import Archive, ArchiveError, Kind, open_archive, split
from obslog.imagery.limits import Limits
from obslog.imagery.opening import open_evidence, open_regular
from obslog.imagery.sidecars.archived import folder_of
from obslog.imagery.sidecars.listing import Folder
from obslog.model.errors import FileRefusedError


@pytest.fixture
def image(tmp_path: Path) -> bytes:
    """The bytes of a small GeoTIFF."""
    path = geotiff(tmp_path / "made.tif")
    data = path.read_bytes()
    path.unlink()
    return data


def listed(path: Path, limits: Limits = Limits()) -> Archive:
    found = open_archive(os.fsencode(path), limits)
    assert found is not None
    return found


def refused(path: Path, limits: Limits = Limits()) -> str:
    with pytest.raises(ArchiveError) as caught:
        open_archive(os.fsencode(path), limits)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def member_refused(path: Path, name: bytes) -> str:
    with pytest.raises(FileRefusedError) as caught, open_regular(os.fsencode(path) + b"!/" + name):
        pass
    return caught.value.reason


def read(path: Path, name: bytes) -> bytes:
    with open_regular(os.fsencode(path) + b"!/" + name) as (fd, info):
        data = os.pread(fd, info.st_size + 1, 0)
        assert len(data) == info.st_size
        return data


def reasons(found: Archive) -> dict[bytes, str | None]:
    return {member.name: member.reason for member in found.members.values()}


# Deliveries of the trade


@pytest.mark.parametrize("form", FORMS)
def test_every_member_is_opened_by_its_address_byte_for_byte(tmp_path: Path, image: bytes, form: str) -> None:
    files = {"P/a.tif": image, "P/item.json": b"{}", "P/IMG/" + "b" * 120 + ".tif": image[:-1] + b"\1"}
    path = written(tmp_path / f"delivery.{form}", by_the_library(files, form))
    kinds = {member.name.decode(): member.kind for member in listed(path).members.values()}
    assert kinds == {name: Kind.OTHER if name.endswith("json") else Kind.IMAGE for name in files}
    for name, data in [*files.items(), *reversed(files.items())]:
        assert read(path, name.encode()) == data


@pytest.mark.parametrize("form", FORMS)
def test_a_member_is_evidence_with_the_stamp_of_its_archive(tmp_path: Path, image: bytes, form: str) -> None:
    path = written(tmp_path / f"d.{form}", archive_of({b"a.tif": image}, form))
    os.utime(path, ns=(5, 1_234_567_890_123_456_789))
    with open_evidence(f"{path}!/a.tif") as evidence, evidence.dataset() as source:
        assert (evidence.driver, source.width) == ("GTiff", 64)
        stamp = (evidence.stat.st_mtime_ns, evidence.stat.st_dev, evidence.stat.st_ino)
    there = path.stat()
    assert stamp == (1_234_567_890_123_456_789, there.st_dev, there.st_ino)
    assert evidence.size == len(image)


def test_what_other_programs_write_is_read(tmp_path: Path, image: bytes) -> None:
    """Data descriptors and zip64 (a zip written to a pipe), GNU and POSIX long names, bzip2 within zip."""
    long = "d/" * 40 + "a" * 90 + ".tif"
    for number, form in enumerate((tarfile.GNU_FORMAT, tarfile.PAX_FORMAT, tarfile.USTAR_FORMAT)):
        path = tmp_path / f"{number}.tar"
        with tarfile.open(path, "w", format=form) as tar:
            (tmp_path / "a.tif").write_bytes(image)
            tar.add(tmp_path / "a.tif", "./P/a.tif")
            if form != tarfile.USTAR_FORMAT:
                tar.add(tmp_path / "a.tif", long)
        assert read(path, b"P/a.tif") == image
        assert form == tarfile.USTAR_FORMAT or read(path, long.encode()) == image
    zipped = tmp_path / "a.zip"
    with zipfile.ZipFile(zipped, "w") as out:
        for name, method in (
            ("s", zipfile.ZIP_STORED),
            ("d", zipfile.ZIP_DEFLATED),
            ("b", zipfile.ZIP_BZIP2),
        ):
            out.writestr(zipfile.ZipInfo(f"{name}.tif"), image, method)
        with out.open("wide.tif", "w", force_zip64=True) as member:
            member.write(image)
    for name in (b"s.tif", b"d.tif", b"b.tif", b"wide.tif"):
        assert read(zipped, name) == image


def test_packed_tars_of_several_streams_are_one(tmp_path: Path, image: bytes) -> None:
    whole = tar_of({b"a.tif": image, b"b.tif": image})
    for form in ("tar.gz", "tar.bz2", "tar.xz"):
        pack = PACKERS[form]
        path = written(tmp_path / f"d.{form}", pack(whole[:7000]) + pack(whole[7000:]) + b"\0" * 512)
        assert read(path, b"b.tif") == image


def test_names_that_are_not_utf_8_stay_byte_for_byte(tmp_path: Path, image: bytes) -> None:
    name = b"\xea\xe0\xf0\xf2\xe0/\xff.tif"
    for form in FORMS:
        path = written(tmp_path / f"d.{form}", archive_of({name: image}, form))
        assert list(listed(path).members) == [name]
        assert read(path, name) == image


def test_backslashes_of_a_program_for_windows_part_folders(tmp_path: Path, image: bytes) -> None:
    path = written(tmp_path / "w.zip", zip_of({b"P\\a.tif": image, b"P\\": b""}, system=0, mode=0))
    assert list(listed(path).members) == [b"P/a.tif"]
    unix = written(tmp_path / "u.zip", zip_of({b"P\\a.tif": image}))
    assert list(listed(unix).members) == [b"P\\a.tif"]


def test_a_real_path_of_that_spelling_wins(tmp_path: Path, image: bytes) -> None:
    path = written(tmp_path / "d.zip", zip_of({b"a.tif": image}))
    (tmp_path / "d.zip!").mkdir()
    (tmp_path / "d.zip!" / "a.tif").write_bytes(b"real")
    assert read(path, b"a.tif") == b"real"


def test_an_address_is_parted_at_the_file_that_is_there(tmp_path: Path, image: bytes) -> None:
    folder = tmp_path / "x.zip!"
    folder.mkdir()
    path = written(folder / "d.zip", zip_of({b"odd!/a.tif": image}))
    assert split(os.fsencode(path) + b"!/odd!/a.tif") == (os.fsencode(path), b"odd!/a.tif")
    assert read(path, b"odd!/a.tif") == image
    assert member_refused(path, b"no.tif") == "no longer there"
    assert member_refused(tmp_path / "none.zip", b"a.tif") == "no longer there"


def test_documents_that_are_zips_stay_documents(tmp_path: Path) -> None:
    for name in ("a.kmz", "a.docx", "a.xlsx", "a.jar"):
        assert open_archive(os.fsencode(written(tmp_path / name, zip_of({b"a.tif": b"II*\0"})))) is None
    for name in ("a.zip", "a.tar", "a.tgz", "a.txz"):
        assert open_archive(os.fsencode(written(tmp_path / name, b"words " * 200))) is None


@pytest.mark.parametrize("form", FORMS)
def test_a_folder_of_an_archive_finds_sidecars_among_its_own_members(tmp_path: Path, form: str) -> None:
    files = {b"P/IMG/a.tif": b"", b"P/Item.JSON": b'{"a": 1}', b"P/IMG/note.txt": b"words", b"P.x/b": b""}
    path = written(tmp_path / f"d.{form}", archive_of(files, form))
    (tmp_path / "outside.json").write_text("{}")
    inner = folder_of(f"{path}!/P/IMG/a.tif")
    assert inner.names == (b"a.tif", b"note.txt")
    assert inner.place == os.fsencode(path) + b"!/P/IMG"
    above = inner.parent
    assert above is not None and above.find("item.json") == b"Item.JSON"
    assert above.json("Item.JSON") == {"a": 1}
    assert above.subfolders() == [b"IMG"]
    root = above.parent
    assert root is not None and root.names == (b"P", b"P.x")
    beside = root.folder("p.X")
    assert beside is not None and beside.data("b") == b""
    assert root.parent is None
    assert type(folder_of(path)) is Folder


# Members that are not read


def test_only_regular_members_with_safe_names_are_read(tmp_path: Path, image: bytes) -> None:
    bad = [
        b"/etc/a.tif",
        b"../a.tif",
        b"P/../../a.tif",
        b"C:/a.tif",
        b"a\0.tif",
        b"x" * 5000 + b".tif",
        b"d/" * 70 + b"a",
    ]
    for path in (
        written(tmp_path / "d.zip", zip_of([*((name, image) for name in bad), (b"./P//good.tif", image)])),
        written(
            tmp_path / "d.tar",
            tar_of({name: image for name in bad if b"\0" not in name} | {b"P/good.tif": image}),
        ),
    ):
        found = reasons(listed(path))
        assert [name for name, reason in found.items() if reason is None] == [b"P/good.tif"]
        assert read(path, b"P/good.tif") == image
        assert "absolute" in (found[b"/etc/a.tif"] or "")
        assert "leads out" in member_refused(path, b"../a.tif")


def test_links_devices_and_pipes_are_named_and_not_followed(tmp_path: Path) -> None:
    kinds = {b"1": "hard link", b"2": "symbolic link", b"3": "device", b"4": "device", b"6": "named pipe"}
    data = b"".join(tar_header(b"m" + kind + b".tif", 0, kind, b"/etc/passwd") for kind in kinds)
    path = written(tmp_path / "d.tar", data + tar_member(b"good.tif", b"II*\0") + END)
    found = listed(path)
    for kind, words in kinds.items():
        member = found.members[b"m" + kind + b".tif"]
        assert member.kind is Kind.SKIPPED and words in (member.reason or "")
        assert words in member_refused(path, member.name)
    assert found.files == [b"good.tif"]
    zipped = written(tmp_path / "d.zip", zip_of({b"a.tif": b"/etc/passwd"}, mode=0o120777))
    assert "symbolic link" in member_refused(zipped, b"a.tif")


@pytest.mark.parametrize("form", FORMS)
def test_a_name_that_stands_twice_is_refused_altogether(tmp_path: Path, image: bytes, form: str) -> None:
    files = [(b"a.tif", image), (b"./a.tif", image[:-1] + b"x"), (b"b.tif", image)]
    path = written(tmp_path / f"d.{form}", zip_of(files) if form == "zip" else tar_of(dict(files), form))
    assert "several members" in member_refused(path, b"a.tif")
    assert read(path, b"b.tif") == image


def test_encrypted_and_unknown_packings_are_said(tmp_path: Path, image: bytes) -> None:
    for number, (entry, words) in enumerate(
        (
            ({"flags": 1}, "encrypted"),
            ({"method": 99}, "encrypted"),
            ({"method": 9}, "Deflate64"),
            ({"method": 77}, "method 77"),
        )
    ):
        path = written(tmp_path / f"{number}.zip", zip_of({b"a.tif": image}, **entry))
        assert words in member_refused(path, b"a.tif")


def test_archives_within_archives_are_named_not_entered(tmp_path: Path, image: bytes) -> None:
    inner = zip_of({b"a.tif": image})
    for form in FORMS:
        path = written(
            tmp_path / f"d.{form}", archive_of({b"in.zip": inner, b"in.tgz": b"", b"doc.kmz": inner}, form)
        )
        found = reasons(listed(path))
        assert "not entered" in (found[b"in.zip"] or "") and "not entered" in (found[b"in.tgz"] or "")
        assert found[b"doc.kmz"] is None


def test_sparse_members_are_said(tmp_path: Path, image: bytes) -> None:
    old = tar_header(b"old.tif", 512, b"S")[:482] + b"\1" + b"\0" * 29
    old = old[:148] + b" " * 8 + old[156:]
    old = old[:148] + b"%06o\0 " % sum(old) + old[156:]
    data = old + b"\0" * 1024 + pax({"GNU.sparse.major": b"1", "GNU.sparse.minor": b"0"})
    data += tar_member(b"new.tif", image) + tar_member(b"good.tif", image) + END
    path = written(tmp_path / "d.tar", data)
    found = reasons(listed(path))
    assert "sparse" in (found[b"old.tif"] or "") and "sparse" in (found[b"new.tif"] or "")
    assert read(path, b"good.tif") == image


def test_what_macos_adds_beside_each_file_is_no_image(tmp_path: Path, image: bytes) -> None:
    double = b"\0\x05\x16\x07" + b"\0" * 80
    path = written(tmp_path / "d.zip", zip_of({b"__MACOSX/._a.tif": double, b"a.tif": image, b"b": image}))
    kinds = {name: member.kind for name, member in listed(path).members.items()}
    assert kinds == {b"__MACOSX/._a.tif": Kind.OTHER, b"a.tif": Kind.IMAGE, b"b": Kind.IMAGE}


# Damage and bombs


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


# What changes, what is kept, what is left behind


@pytest.mark.parametrize("form", FORMS)
def test_an_archive_that_changes_is_listed_again(tmp_path: Path, image: bytes, form: str) -> None:
    path = written(tmp_path / f"d.{form}", archive_of({b"a.tif": image}, form))
    assert read(path, b"a.tif") == image
    written(path, archive_of({b"b.tif": image + b"x", b"c.tif": image}, form))
    assert read(path, b"b.tif") == image + b"x"
    assert member_refused(path, b"a.tif") == "no longer there"


@pytest.mark.parametrize("form", FORMS)
def test_a_member_that_changes_while_it_is_read_is_refused(
    tmp_path: Path, image: bytes, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path / f"d.{form}", archive_of({b"a.tif": image, b"b.tif": image}, form))
    whole = Archive.pieces

    def touching(self: Archive, fd: int, member: archives.Member):  # type: ignore[no-untyped-def]
        yield from whole(self, fd, member)
        os.utime(path, (1, 1))

    monkeypatch.setattr(Archive, "pieces", touching)
    assert "changed while reading" in member_refused(path, b"a.tif")


def test_a_packed_tar_is_unpacked_once_for_its_list_and_once_for_all_members_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {b"P/%03d.tif" % n: b"II*\0" + os.urandom(20_000) for n in range(60)}
    files |= {b"P/%03d.json" % n: b'{"n": 1}' for n in range(60)}
    path = written(tmp_path / "d.tgz", tar_of(files, "tar.gz"))
    out = _counted(monkeypatch)
    for name, data in files.items():
        if name.endswith(b".tif"):
            assert read(path, name) == data
            assert read(path, name.replace(b".tif", b".json")) == b'{"n": 1}'
    assert out[0] < 2.1 * 60 * 21_000


def test_texts_beyond_what_is_kept_are_read_on_a_second_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_forward, "_TEXTS_KEPT", 20_000)
    files: dict[bytes, bytes] = {}
    for n in range(40):
        files[b"%02d/b.tif" % n] = b"II*\0" + os.urandom(20_000)
        files |= {b"%02d/%d.xml" % (n, m): os.urandom(1500).hex().encode() for m in range(3)}
    path = written(tmp_path / "d.tgz", tar_of(files, "tar.gz"))
    out = _counted(monkeypatch)
    for n in range(40):
        assert read(path, b"%02d/b.tif" % n) == files[b"%02d/b.tif" % n]
        for m in (2, 0, 1):
            assert read(path, b"%02d/%d.xml" % (n, m)) == files[b"%02d/%d.xml" % (n, m)]
    assert out[0] < 4 * 40 * 35_000
    with pytest.raises(FileRefusedError, match="asked for in no order"):
        for n in range(40):
            read(path, b"%02d/0.xml" % (n if n % 2 else 39 - n))


def _counted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many bytes were unpacked from now on, in a list of one."""
    out = [0]
    some = archives.Unpacked._some

    def counting(self: archives.Unpacked, most: int) -> bytes:
        part = some(self, most)
        out[0] += len(part)
        return part

    monkeypatch.setattr(archives.Unpacked, "_some", counting)
    return out


def test_members_read_a_little_out_of_order_do_not_begin_again_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {b"%03d.tif" % n: b"II*\0" + os.urandom(5000) for n in range(60)}
    path = written(tmp_path / "d.txz", tar_of(files, "tar.xz"))
    made = 0
    begin = archives.Unpacked.__init__

    def counting(self: archives.Unpacked, *args: object, **more: object) -> None:
        nonlocal made
        made += 1
        begin(self, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(archives.Unpacked, "__init__", counting)
    names = list(files)
    for at in range(0, 60, 2):
        for name in (names[at + 1], names[at]):
            assert read(path, name) == files[name]
    assert made <= 4


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_left_or_written_anywhere(tmp_path: Path, image: bytes, form: str) -> None:
    temporary, folder = tmp_path / "tmp", tmp_path / "in"
    temporary.mkdir()
    folder.mkdir()
    names = [b"../../escaped.tif", b"/tmp/escaped-obslog.tif", b"a.tif"]
    path = written(folder / f"d.{form}", archive_of(dict.fromkeys(names, image), form))
    code = (
        "import os, sys; from obslog.imagery.opening import open_evidence\n"
        "with open_evidence(sys.argv[1] + '!/a.tif') as e, e.dataset() as s: s.read(); e.sha256()\n"
        "print(len(os.listdir('/proc/self/fd')) if os.path.isdir('/proc/self/fd') else 0)"
    )
    subprocess.run(
        [sys.executable, "-c", code, str(path)],
        cwd=temporary, env=os.environ | {"TMPDIR": str(temporary)}, check=True, capture_output=True,
    )  # fmt: skip
    assert sorted(each.name for each in tmp_path.rglob("*")) == sorted(["in", "tmp", path.name])
    assert not Path("/tmp/escaped-obslog.tif").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="seals are of Linux")
def test_nobody_can_write_to_what_was_unpacked(tmp_path: Path, image: bytes) -> None:
    path = written(tmp_path / "d.zip", zip_of({b"a.tif": image}))
    with open_regular(f"{path}!/a.tif") as (fd, _), pytest.raises(OSError):
        os.pwrite(fd, b"x", 0)


def test_descriptors_are_given_back(tmp_path: Path, image: bytes) -> None:
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("descriptors are counted in /proc")
    paths = [
        written(tmp_path / f"{n}.tgz", tar_of({b"a.tif": image, b"b.tif": image}, "tar.gz"))
        for n in range(30)
    ]
    before = len(list(Path("/proc/self/fd").iterdir()))
    for path in paths:
        read(path, b"a.tif")
        assert "no longer there" in member_refused(path, b"none")
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 4
