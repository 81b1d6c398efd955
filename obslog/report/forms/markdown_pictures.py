"""The pictures of a report in Markdown: named by the sha256 of their bytes, or as files beside the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from obslog.report.picture_parts import STANDS_NOTE, Figure, Picture, Stand, StandList

Escape = Callable[[str], str]


def figures(shown: Sequence[Figure], escape: Escape, folder: str | None = None) -> list[str]:
    """A block for each figure. With `folder` its pictures are linked as files in it (`file_name`)."""
    return [_figure(one, escape, folder) for one in shown]


def files(shown: Sequence[Figure]) -> dict[str, bytes]:
    """The pictures by the names of their files."""
    return {
        file_name(figure, picture): picture.png
        for figure in shown
        for picture in figure.pictures
        if picture.missing is None
    }


def file_name(figure: Figure, picture: Picture) -> str:
    """The name of a picture's file beside a Markdown report: `P1-before.png`."""
    return f"{figure.id}-{picture.side}.png"


def _address(folder: str) -> str:
    """A folder's name as Markdown takes it for an address."""
    from urllib.parse import quote

    return quote(folder, safe="")


def _figure(one: Figure, escape: Escape, folder: str | None) -> str:
    lines = [f"**{one.id}** {escape(one.title)} ({', '.join(one.claims)})"]
    for picture in one.pictures:
        if picture.missing is not None:
            lines.append(f"- {escape(picture.missing)}")
            continue
        said = f"{escape(picture.caption)}; {escape(picture.credit)}"
        if folder is not None:
            lines.append(f"- ![{escape(picture.alt)}]({_address(folder)}/{file_name(one, picture)})")
            lines.append(f"- {picture.side}: {said}")
        else:
            lines.append(f"- {escape(picture.alt)} {said}; picture sha256 `{picture.sha256}`")
    lines += [f"- {escape(note)}" for note in one.notes]
    return "\n".join([lines[0], "", *lines[1:]])


def stand_lists(shown: Sequence[StandList], escape: Escape) -> list[str]:
    """The stands worth a second look, a block a pair of images."""
    if not shown:
        return []
    blocks = ["## Stands worth a second look", STANDS_NOTE]
    for one in shown:
        images = " and ".join(label for label in (one.before, one.after) if label)
        lines = [f"**{escape(one.title)}** ({images}): {escape(one.says)}", ""]
        lines += [f"- {escape(stand.types)}, {escape(stand.where)}{_at(stand)}" for stand in one.stands]
        blocks.append("\n".join(lines).rstrip())
    return blocks


def _at(stand: Stand) -> str:
    place = "" if stand.lat is None or stand.lon is None else f", {stand.lat:.5f} {stand.lon:.5f}"
    return place + ("" if stand.likeness is None else f", likeness {stand.likeness:.2f}")
