"""What is kept of an archive between two members, what happens when it changes, what is left behind."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from making_archives import (
    FORMS,
    archive_of,
    tar_of,
    written,
    zip_of,
)
from obslog.imagery import archive_forward, archives
from obslog.imagery.archives import Archive
from obslog.imagery.opening import open_evidence, open_regular
from obslog.model.errors import FileRefusedError
from reading_archives import member_refused, read


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


def test_without_memory_files_a_nameless_temporary_one_serves(
    tmp_path: Path, image: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on macOS."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    monkeypatch.delattr(os, "memfd_create", raising=False)
    path = written(tmp_path / "d.zip", zip_of({b"a.tif": image}))
    with open_evidence(f"{path}!/a.tif") as evidence, evidence.dataset() as source:
        assert source.width == 64
        assert list(temporary.iterdir()) == []
