"""EROS: a strip is dated by the start of its sweep."""

from __future__ import annotations

from hypothesis import given

from imagery.sidecars.fuzzing import FUZZING, FolderOfBytes, mutated, tried
from obslog.imagery.sidecars.eros import FORMATS, read
from obslog.imagery.sidecars.listing import Folder
from realdata import shared_data

TEXT = b"""satellite           EROS-B1
camera              NA50
sweep_start_utc     2013-12-13,08:12:11.50000
overall_cc          12
"""


def test_a_strip_is_dated_by_the_start_of_its_sweep() -> None:
    claim = read(FolderOfBytes({"a.pass": TEXT}), "a.pass")
    assert claim is not None and claim.when is not None
    assert claim.when.edtf == "2013-12-13T08:12:11.50000Z"
    assert claim.fields == {
        "provider": "ImageSat",
        "platform": "eros-b",
        "instrument": "na50",
        "cloud_fraction": 0.12,
    }


def test_a_password_file_is_none_of_ours() -> None:
    assert read(FolderOfBytes({"a.pass": b"secret word"}), "a.pass") is None


def test_a_real_pass_file_is_read() -> None:
    folder = Folder.of(str(shared_data() / "products" / "sidecars_small" / "md_eros.pass"))
    claim = read(folder, "md_eros.pass")
    assert claim is not None and claim.fields["platform"] == "eros-b"


@FUZZING
@given(mutated([TEXT]))
def test_damage_harms_nothing(data: bytes) -> None:
    tried(FORMATS[0], "a.pass", data)
