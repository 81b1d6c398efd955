"""Every hostile file is opened to be looked at: it shows itself or is one plain line, soon, and reaches nothing else."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pytest

from hostile.cases import Corpus
from hostile.corpus import CANARY
from obslog.imagery import view_spare
from obslog.imagery.limits import Limits
from obslog.imagery.viewing import ImageView, Subject
from obslog.model.errors import FileRefusedError

pytestmark = pytest.mark.xdist_group("hostile")
_LIMITS = Limits(wall_s=20, cpu_s=20)


def size_of(path: bytes) -> int:
    """The bytes of a file or of a member of an archive; 1 where there is none."""
    from obslog.imagery.opening import open_regular

    try:
        with open_regular(path) as (_, info):
            return info.st_size
    except FileRefusedError:
        return 1


def test_each_file_shows_itself_or_is_one_line(corpus: Corpus, heard: tuple[str, list[bytes]]) -> None:
    seen, lines, slow, leaked, most = 0, 0, [], [], 0
    for case in corpus.cases:
        path = os.fsencode(corpus.folder) + b"/" + case.path
        begun = time.monotonic()
        with ImageView(Subject("0", path, "it", size_of(path), 0, 0), _LIMITS) as view:
            try:
                pixels = view.read((0, 0, max(1, view.width), max(1, view.height)), 64, 64, wait=True)
                ranges = view.ranges()
                picture = view.rgb(pixels, ranges)
                assert picture.shape == (64, 64, 3)
                assert view.ground is None or view.ground.width == view.width
                seen += 1
                if np.isin(pixels.data[:, pixels.valid], CANARY).mean() > 0.5:
                    leaked.append(case.path)
            except FileRefusedError as error:
                lines += 1
                assert "\n" not in str(error) and "Traceback" not in str(error), (case.path, error)
            most = max(most, view.memory)
        took = time.monotonic() - begun
        if took > 15:
            slow.append((case.path, took))
    view_spare.end_spare()
    assert leaked == [] and slow == [] and heard[1] == []
    assert seen > 50 and lines > 50 and seen + lines == len(corpus.cases)
    assert most < 1 << 30
    assert not Path("/tmp/escaped.png").exists()
