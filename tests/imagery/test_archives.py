"""Images in archives are read in place, byte for byte; what may not be read is named with a reason."""

from __future__ import annotations

import os
import tarfile
import zipfile
from pathlib import Path

import pytest

from making_archives import (
    END,
    FORMS,
    PACKERS,
    archive_of,
    by_the_library,
    pax,
    tar_header,
    tar_member,
    tar_of,
    written,
    zip_of,
)
from obslog.imagery.archives import Kind, open_archive, split
from obslog.imagery.opening import open_evidence
from obslog.imagery.sidecars.archived import folder_of
from obslog.imagery.sidecars.listing import Folder
from reading_archives import listed, member_refused, read, reasons

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
