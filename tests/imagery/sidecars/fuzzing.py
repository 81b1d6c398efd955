"""Damaged sidecars: bytes of sample texts changed, cut, doubled and swapped, for the property tests of readers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from random import Random

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from obslog.imagery.claims import Claim
from obslog.imagery.sidecars.bounded import MAX_BYTES, SidecarError
from obslog.imagery.sidecars.formats import SidecarFormat
from obslog.imagery.sidecars.listing import Folder

#: How many damaged inputs a reader is tried on; OBSLOG_FUZZ=100000 for a long run.
FUZZ_EXAMPLES: int = int(os.environ.get("OBSLOG_FUZZ", "1000"))

#: For a property test: `@FUZZING` above `@given(mutated(SAMPLES))`.
FUZZING = settings(
    max_examples=FUZZ_EXAMPLES,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

#: What trips readers of text: numbers out of range, empty values, other scripts, markup.
_ODD = (
    b"", b"\0", b"nan", b"inf", b"-1e999", b"1e308", b"9" * 400, b"-", b".", b"NULL", b"true", b"{}", b"[]",
    b"null", b"[[[", b"<a>", b"</", b"&#0;", b"&lt;", b"'", b'"', b"=", b";", b":", b"\r", b"\n", b"\t", b" ",
    b"\xff\xfe", b"\xed\xa0\x80", "٣".encode(), "\u202e".encode(), b"0000-00-00T99:99:99Z", b"2024-02-30",
    b"180.1", b"-90.0001", b"540", b"1,2,3", b"END", b"GROUP = X", b"(", b")",
)  # fmt: skip


def mutated(samples: Sequence[bytes]) -> SearchStrategy[bytes]:
    """One of the samples with a few places replaced by odd pieces, cut out, doubled or cut off.

    Only a sample and a seed are drawn, which is many times quicker than to draw each change.
    """
    return st.tuples(st.sampled_from(list(samples)), st.integers(0, (1 << 32) - 1)).map(
        lambda drawn: _changed(drawn[0], Random(drawn[1]))
    )


def _changed(sample: bytes, chance: Random) -> bytes:
    data = sample
    for _ in range(chance.randint(1, 6)):
        at, length = chance.randint(0, len(data)), chance.randint(0, 24)
        kind = chance.random()
        if kind < 0.6:
            piece = chance.choice(_ODD) if chance.random() < 0.7 else chance.randbytes(chance.randint(1, 6))
            data = data[:at] + piece + data[at + length :]
        elif kind < 0.75:
            data = data[: at + length] + data[at:]
        elif kind < 0.95:
            data = data[:at] + data[at + length :]
        else:
            data = data[:at]
    return data


class FolderOfBytes(Folder):
    """A folder that lies in memory: names to bytes, and folders within by name."""

    def __init__(
        self, files: dict[str, bytes], within: dict[str, FolderOfBytes] | None = None, place: str = "/p"
    ) -> None:
        self._files = {name.encode(): data for name, data in files.items()}
        self._inner = {name.encode(): folder for name, folder in (within or {}).items()}
        super().__init__(place, [*self._files, *self._inner])
        for folder in self._inner.values():
            folder._above = self
        self._above: FolderOfBytes | None = None

    def _bytes(self, name: bytes) -> bytes:
        if name not in self._files:
            raise SidecarError("not there")
        if len(self._files[name]) > MAX_BYTES:
            raise SidecarError("a sidecar of over 16 MB is not read")
        return self._files[name]

    def _size(self, name: bytes) -> int:
        return len(self._files[name])

    def _within(self, name: bytes) -> Folder | None:
        return self._inner.get(name)

    @property
    def parent(self) -> Folder | None:  # type: ignore[override]
        """The folder above, where it was put in one."""
        return self._above


def tried(form: SidecarFormat, name: str, data: bytes) -> Claim | None:
    """What `form` says of one file of that name and content; None where it refuses it as it may."""
    try:
        claim = form.read(FolderOfBytes({name: data}), name)
    except SidecarError:
        return None
    assert claim is None or isinstance(claim, Claim)
    if claim is not None:
        storable(claim)
    return claim


def storable(claim: Claim) -> None:
    """Holds that all a claim says can be stored: texts without NUL or surrogates, numbers finite, few tags."""
    assert len(claim.tags) <= 40
    for text in (*claim.tags, *claim.tags.values(), *claim.warnings, claim.witness):
        assert "\0" not in text
        text.encode("utf-8")
    for value in claim.fields.values():
        if isinstance(value, str):
            assert "\0" not in value
            value.encode("utf-8")
        else:
            assert value == value and abs(value) < 1e9
