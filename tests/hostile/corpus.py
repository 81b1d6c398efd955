"""The whole hostile corpus, made anew each time, the same each time: some 400 files and their expectations."""

from __future__ import annotations

from pathlib import Path

from hostile import damaged, names, packed, pointing, sidecars
from hostile.cases import Corpus
from making_rasters import geotiff

#: The value of every pixel of the file outside; no pixel of the corpus has it, so that none may show it.
CANARY = 213


def make(folder: Path, url: str) -> Corpus:
    """Fill `folder`/corpus; `folder`/outside holds the canary, `url` is a server that must stay unheard."""
    outside = folder / "outside"
    outside.mkdir()
    canary = geotiff(outside / "canary.tif", value=CANARY, size=300)
    corpus = Corpus(folder / "corpus", canary, url)
    for part in (pointing, damaged, names, sidecars, packed):
        part.fill(corpus)
    return corpus
