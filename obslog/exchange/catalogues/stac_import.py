"""The act of taking STAC items: their images that lie on this disk as evidence, and the looks that obslog wrote in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from obslog.exchange.catalogues.stac_files import StacItem, read_stac
from obslog.exchange.looks.look_import import LinesRefusedError, write_new
from obslog.exchange.looks.own_looks import looks_of_rows
from obslog.model.errors import RefusedError
from obslog.model.looks import Look
from obslog.model.when import Basis
from obslog.observing.evidence import image_date
from obslog.store import queries

if TYPE_CHECKING:
    from obslog.observing.desk import Desk

#: What the date of an item is believed over.
_WEAKER = (Basis.FILE_NAME, Basis.CAPTION, Basis.EXIF, Basis.UNKNOWN)


@dataclass(frozen=True)
class StacTaken:
    """What an import of STAC took: items read; images taken; looks taken and known; what was not.

    `remote` assets lie on other machines and were not fetched; `missing` are named and not there; `refused` are
    sentences. `dry_run`: nothing was written, and `images` are those that would be asked for.
    """

    path: str
    items: int
    images: tuple[str, ...]
    looks: tuple[Look, ...]
    known: int
    dated: int
    remote: int
    missing: int
    refused: tuple[str, ...]
    dry_run: bool

    def to_wire(self) -> dict[str, object]:
        """The shape of the last line of `stac import --json`."""
        return {
            "path": self.path, "items": self.items, "images": list(self.images), "looks": len(self.looks),
            "known": self.known, "dated": self.dated, "remote": self.remote, "missing": self.missing,
            "refused": list(self.refused), "dry_run": self.dry_run,
        }  # fmt: skip


def stac_import(
    desk: Desk,
    path: str | Path,
    *,
    dry_run: bool = False,
    on_outcome: Callable[[dict[str, Any]], None] = lambda line: None,
) -> StacTaken:
    """Take the items of a file or catalogue: images first, as `import_images` does, then looks in one entry.

    Only files below the folder of `path` are read, and nothing is fetched. A file whose sha256 is another than its item
    states is refused. Raises `FileRefusedError`, `RefusedError` where there is nothing to take, and
    `LinesRefusedError` where a look cannot be taken (its images then are).
    """
    name = str(path)
    read = read_stac(path)
    if not read.items:
        raise RefusedError(f"{name}: it holds no items{f'; {read.refused[0]}' if read.refused else ''}")
    refused = list(read.refused)
    files = {asset.file: item for item in read.items for asset in item.assets}
    rows = [row for item in read.items for layer, row in item.rows if layer == "observations"]
    counts = (
        len(read.items),
        sum(item.remote for item in read.items),
        sum(item.missing for item in read.items),
    )
    if dry_run:
        would = tuple(str(file) for file in files)
        return StacTaken(name, counts[0], would, (), 0, 0, counts[1], counts[2], tuple(refused), True)
    images, dated = _images(desk, files, refused, on_outcome)
    looks: tuple[Look, ...] = ()
    known = 0
    if rows:
        with desk.ws.transaction():
            found = looks_of_rows(desk, rows)
            if found.refused:
                raise LinesRefusedError(name, found.refused)
            looks = write_new(desk, found, name)
            known = len(found.looks) - len(looks)
    return StacTaken(
        name, counts[0], images, looks, known, dated, counts[1], counts[2], tuple(refused), False
    )


def _images(
    desk: Desk, files: dict[Path, StacItem], refused: list[str], on_outcome: Callable[[dict[str, Any]], None]
) -> tuple[tuple[str, ...], int]:
    """Import the files that are what their items say, and date those that nothing better dates."""
    from hashlib import sha256

    from obslog.ingest import asking

    wanted: list[Path] = []
    for file, item in files.items():
        stated = next(asset.sha256 for asset in item.assets if asset.file == file)
        if stated is not None:
            with file.open("rb") as opened:
                digest = sha256()
                while block := opened.read(1 << 20):
                    digest.update(block)
            if digest.hexdigest() != stated:
                refused.append(
                    f"{file.name}: it is not the file that its item {item.id} names (another sha256)"
                )
                continue
        wanted.append(file)
    lines: list[dict[str, Any]] = []

    def keep(line: dict[str, Any]) -> None:
        lines.append(line)
        on_outcome(line)

    if wanted:
        asking.start(desk.ws, desk.actor, wanted, (), on_outcome=keep)
    dated = 0
    taken = []
    by_file = {str(file): item for file, item in files.items()}
    for line in lines:
        if line["image"] is None:
            refused.append(f"{line['path']}: {line['reason']}")
            continue
        taken.append(str(line["image"]))
        named = by_file.get(str(line["path"]))
        stands = queries.image(desk.ws, taken[-1]).identity.when
        when = named.when if named is not None else None
        if named is not None and when is not None and stands.basis in _WEAKER and when.edtf != stands.edtf:
            image_date(desk, taken[-1], when.edtf, reason=f"STAC item {named.id}", basis="stac")
            dated += 1
    return tuple(dict.fromkeys(taken)), dated
