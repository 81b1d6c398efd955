"""Who may come in: links that work once, the passes they are changed for, and the names this server answers to."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import deque
from collections.abc import Iterable

#: So many browsers may hold a pass at a time; a further one takes the place of the oldest.
_PASSES = 16


class Door:
    """Checks requests before anything answers them. Keeps digests only: what lets in is nowhere in its memory.

    A *link* holds a token that works once; whoever brings it gets a *pass*, which a cookie holds from then on.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are the hosts that may stand in a request, without port: `127.0.0.1`, `localhost`."""
        self._names = frozenset(name.lower() for name in names)
        self._token: bytes | None = None
        self._passes: deque[bytes] = deque(maxlen=_PASSES)

    def new_token(self) -> str:
        """A token for a link; one made before and not used yet works no longer."""
        token = secrets.token_urlsafe(32)
        self._token = _digest(token)
        return token

    def change(self, token: str) -> str | None:
        """A pass for a token, which is used up by that; None for a wrong or used one."""
        if self._token is None or not hmac.compare_digest(self._token, _digest(token)):
            return None
        self._token = None
        made = secrets.token_urlsafe(32)
        self._passes.append(_digest(made))
        return made

    def knows(self, shown: str | None) -> bool:
        """True for a pass that was given out here."""
        if not shown:
            return False
        digest = _digest(shown)
        # No short cut: how long it takes says nothing about how near a guess was.
        return sum(hmac.compare_digest(one, digest) for one in self._passes) > 0

    def answers_to(self, host: str | None) -> bool:
        """True if the `Host` of a request is a name of this server, whatever its port.

        A foreign name that points here (DNS rebinding) is none. The port may be another where one is forwarded.
        """
        return host is not None and _name_of(host) in self._names

    def is_own(self, origin: str | None, host: str | None) -> bool:
        """True if a page of this very server asks: its `Origin` is the host and port that is asked.

        Other ports of this machine are other servers, perhaps of other people.
        """
        if not origin or not host or not self.answers_to(host):
            return False
        return origin.lower() in (f"http://{host.lower()}", f"https://{host.lower()}")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def _name_of(host: str) -> str:
    """`localhost:8000` -> `localhost`, `[::1]:8000` -> `::1`; what is no host and port is no name."""
    if host.startswith("["):
        name, bracket, port = host[1:].partition("]")
        port = port.removeprefix(":")
        if not bracket:
            return ""
    else:
        name, _, port = host.partition(":")
    return name.lower() if not port or (port.isascii() and port.isdigit()) else ""
