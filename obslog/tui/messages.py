"""What screens say to the app and to each other, and what they may expect of the app: the ground of this house.

A screen never imports another or the app: it posts what it wants opened, and the app opens it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, cast

from textual.message import Message

if TYPE_CHECKING:
    from textual.message_pump import MessagePump

    from obslog.model.errors import ObslogError
    from obslog.tui.engine import Engine
    from obslog.tui.graphics.detect import Graphics
    from obslog.tui.settings import Settings


class Host(Protocol):
    """What the app offers to its screens."""

    engine: Engine
    settings: Settings
    #: What pictures are drawn with.
    graphics: Graphics

    def tell(self, text: str) -> None:
        """A short word at the edge of the screen: done, copied, saved."""

    def fail(self, error: ObslogError) -> None:
        """What went wrong, as a sentence that stays until it is read."""

    def copy(self, text: str, what: str) -> None:
        """Put `text` on the clipboard and say that `what` was copied."""


def host(node: MessagePump) -> Host:
    """The app of a mounted screen or widget, as what it offers."""
    return cast("Host", node.app)


class Open(Message):
    """Something is to be opened on top of what is shown; Esc comes back."""


class OpenScene(Open):
    """The image of a site, to be looked at and counted; `queue` are the (image, site) pairs that `n` and `p` walk."""

    def __init__(
        self, image: str, site: str, queue: Sequence[tuple[str, str]] = (), look: str | None = None
    ) -> None:
        super().__init__()
        self.image, self.site, self.queue, self.look = image, site, tuple(queue), look


class OpenCompare(Open):
    """Two images of a site locked together; `before` and `after` are image ids (None: the one looked at before)."""

    def __init__(self, site: str, before: str | None, after: str) -> None:
        super().__init__()
        self.site, self.before, self.after = site, before, after


class OpenChange(Open):
    """The verdicts between two dates (EDTF, `last`, `prev`, or a look's id)."""

    def __init__(self, site: str, before: str = "prev", after: str = "last") -> None:
        super().__init__()
        self.site, self.before, self.after = site, before, after


class OpenTimeline(Open):
    """Counts of a site over time, of one type or set (None: what is counted most)."""

    def __init__(self, site: str, query: str | None = None) -> None:
        super().__init__()
        self.site, self.query = site, query


class OpenMatrix(Open):
    """Types by date of a site."""

    def __init__(self, site: str) -> None:
        super().__init__()
        self.site = site


class OpenQueue(Open):
    """The images that nobody has looked at, of one site or of all."""

    def __init__(self, site: str | None = None) -> None:
        super().__init__()
        self.site = site


class OpenImport(Open):
    """A folder to be taken as evidence; `paths` fills the field in."""

    def __init__(self, paths: Sequence[str] = (), site: str | None = None) -> None:
        super().__init__()
        self.paths, self.site = tuple(paths), site


class OpenSearch(Open):
    """Full text over the log."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.text = text


class OpenReport(Open):
    """A change report of a site (None: asked), of a period in EDTF."""

    def __init__(self, site: str | None = None, since: str | None = None, until: str | None = None) -> None:
        super().__init__()
        self.site, self.since, self.until = site, since, until


class OpenNote(Open):
    """A statement of a source, or an assessment, entered for a site; `kind` is `statement` or `assessment`."""

    def __init__(self, site: str, kind: str = "statement") -> None:
        super().__init__()
        self.site, self.kind = site, kind


class OpenPasses(Open):
    """Which satellites pass over a site from `start` on (None: the log's clock, or its newest look).

    `filters` are what is let through at first: `kind` (`optical`, `sar`), `min_sun` and `max_off_nadir` in degrees.
    """

    def __init__(
        self, site: str, start: datetime | None = None, filters: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__()
        self.site, self.start, self.filters = site, start, dict(filters or {})


class OpenRequirements(Open):
    """What is asked of one site or of all, and what the log proposes to ask."""

    def __init__(self, site: str | None = None) -> None:
        super().__init__()
        self.site = site


class OpenRequirement(Open):
    """One requirement: what it asks and rests on, what could answer it, its orders."""

    def __init__(self, requirement: str) -> None:
        super().__init__()
        self.requirement = requirement


class OpenAsking(Open):
    """A form in which a requirement is written (for a site), or an open one changed; `given` fills fields in."""

    def __init__(
        self, site: str, requirement: str | None = None, given: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self.site, self.requirement, self.given = site, requirement, dict(given or {})


class OpenPlan(Open):
    """What to order for all open requirements, under a budget or without one."""


class OpenGaps(Open):
    """What is not known of one site or of all."""

    def __init__(self, site: str | None = None) -> None:
        super().__init__()
        self.site = site


class LogChanged(Message):
    """Something was written: lists that show the log ask anew. `what` is the journal's word for it."""

    def __init__(self, what: str) -> None:
        super().__init__()
        self.what = what

    def can_replace(self, message: Message) -> bool:
        """The newest is enough."""
        return isinstance(message, LogChanged)
