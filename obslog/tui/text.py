"""Text from outside on its way to a widget: escaped, and never read as markup."""

from __future__ import annotations

from rich.text import Text

from obslog.model.text import safe


def shown(text: str, style: str = "") -> Text:
    """`text` as a widget may show it: control characters written out, brackets no markup, one line."""
    return Text(safe(text), style=style, no_wrap=True, overflow="ellipsis", end="")


def lines(*texts: str, style: str = "") -> Text:
    """Several texts below one another, each escaped; they may wrap."""
    return Text("\n".join(safe(text) for text in texts), style=style, end="")


def joined(*pieces: tuple[str, str] | str | Text) -> Text:
    """Pieces in a row, each a text, a (text, style) pair or a `Text` made here already; all escaped."""
    whole = Text(end="", no_wrap=True, overflow="ellipsis")
    for piece in pieces:
        if isinstance(piece, Text):
            whole.append_text(piece)
        elif isinstance(piece, tuple):
            whole.append(safe(piece[0]), style=piece[1])
        else:
            whole.append(safe(piece))
    return whole
