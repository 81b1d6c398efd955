"""The one seam to the network: a single HTTP exchange, limited in bytes, in time and in where it may lead.

No proxy is used, no cookie kept, no compressed answer taken. A redirect is followed only for a GET and only within
the same origin. What a caller sends in `Authorization` stands in no error, and goes over plain HTTP to this machine only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urljoin, urlsplit

from obslog.model.errors import ServiceError, WordError
from obslog.model.text import safe
from obslog.model.version import VERSION

if TYPE_CHECKING:
    import socket
    from http.client import HTTPResponse

#: What is read of one answer at most, unless the caller says otherwise.
LARGEST_BYTES = 32 << 20
#: How long one exchange may last in all, seconds, unless the caller says otherwise.
LONGEST_S = 30.0
#: Why there is no answer where a connection was closed, perhaps an old one: the one failure that passes by itself.
CLOSED = "it closed the connection without an answer"
_REDIRECTS = 3
_MOVED = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Answer:
    """What a server answered: `headers` by lower-case name, `url` the address that gave it."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str


def get(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    limit_bytes: int = LARGEST_BYTES,
    timeout_s: float = LONGEST_S,
) -> Answer:
    """The answer to a GET, where it is a success. Raises `WordError` for a wrong address, else `ServiceError`."""
    answer = request("GET", url, headers=headers, limit_bytes=limit_bytes, timeout_s=timeout_s)
    if not 200 <= answer.status < 300:
        raise ServiceError(shown(url), f"the server answers {answer.status}", sent=True, status=answer.status)
    return answer


def request(
    method: str,
    url: str,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    *,
    limit_bytes: int = LARGEST_BYTES,
    timeout_s: float = LONGEST_S,
) -> Answer:
    """One exchange, whatever its status; redirects of a GET are followed within the origin.

    Raises `WordError` for an address that cannot be asked, `ServiceError` where no whole answer came within the
    limits; its `sent` says whether the request may have arrived.
    """
    from time import monotonic

    ends = monotonic() + timeout_s
    at = url
    for _ in range(_REDIRECTS + 1):
        parts = checked(at, secret=any(name.lower() == "authorization" for name in headers or {}))
        answer = _exchange(method, parts, body, headers or {}, limit_bytes, ends - monotonic(), timeout_s)
        onward = answer.headers.get("location")
        if method != "GET" or answer.status not in _MOVED or onward is None:
            return answer
        following = urljoin(at, onward)
        if origin(following) != origin(at):
            raise ServiceError(
                shown(at), f"it sends on to {shown(following)}, which is another server; give that address if it is meant",
                sent=True, status=answer.status,
            )  # fmt: skip
        at = following
    raise ServiceError(shown(url), f"it sends on more than {_REDIRECTS} times", sent=True)


def checked(url: str, *, secret: bool = False) -> SplitResult:
    """The parts of an address that may be asked. Raises `WordError`, which shows neither user info nor query.

    `secret`: a key goes along, so that plain HTTP is refused but for this machine.
    """
    hint = "write http://HOST or https://HOST with a path"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise WordError("address", "...", hint) from None
    if parts.scheme not in _PORTS or not host:
        raise WordError("address", shown(url), hint)
    if parts.username is not None or parts.password is not None:
        raise WordError(
            "address",
            shown(url),
            "a user or password does not belong into it; name a key in the configuration",
        )
    if not (url.isascii() and url.isprintable() and " " not in url):
        raise WordError("address", shown(url), "write blanks and letters beyond ASCII with percent signs")
    if secret and parts.scheme == "http" and not _loopback(host):
        raise WordError("address", shown(url), "a key is sent by https only")
    return parts


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what an address must share with another to be of the same server."""
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return "", "", None


def shown(url: str) -> str:
    """An address fit to print: without user info, query and fragment, any of which may hold a key."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "address"
    place = parts.netloc.rpartition("@")[2]
    text = (
        f"{parts.scheme}://{place}{parts.path}" if parts.scheme and place else parts.path.rpartition("@")[2]
    )
    return safe(text[:300])


def _loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _exchange(
    method: str,
    parts: SplitResult,
    body: bytes | None,
    headers: Mapping[str, str],
    limit_bytes: int,
    left_s: float,
    timeout_s: float,
) -> Answer:
    from http.client import HTTPConnection, HTTPException

    where, sent = shown(parts.geturl()), False
    too_slow = f"no whole answer within {timeout_s:g} s"
    if left_s <= 0:
        raise ServiceError(where, too_slow, sent=True)
    sock = _connected(parts, where, left_s)
    guard = _Deadline(sock, left_s)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=left_s)
    try:
        sock = _secured(sock, parts, where, guard)
        connection.sock = sock
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        fixed = {"Host": parts.netloc, "User-Agent": f"obslog/{VERSION}", "Accept-Encoding": "identity"}
        sent = True
        connection.request(method, path, body, {**fixed, **headers, "Connection": "close"})
        response = connection.getresponse()
        named = {name.lower(): value for name, value in response.getheaders()}
        if named.get("content-encoding", "identity").lower() not in ("", "identity"):
            raise ServiceError(where, "its answer is compressed, which was not asked for", sent=True)
        data = _body(response, limit_bytes, where)
        if guard.passed:
            raise ServiceError(where, too_slow, sent=True)
        return Answer(response.status, named, data, parts.geturl())
    except ServiceError:
        raise
    except TimeoutError:
        raise ServiceError(where, too_slow, sent=sent) from None
    except (OSError, HTTPException, ValueError, UnicodeError) as error:
        # The text of an error may hold what was sent; its kind is said, never its text.
        reason = too_slow if guard.passed else _reason(error)
        raise ServiceError(where, reason, sent=sent) from None
    finally:
        guard.end()
        connection.close()
        sock.close()


def _connected(parts: SplitResult, where: str, left_s: float) -> socket.socket:
    import socket

    try:
        port = parts.port or _PORTS[parts.scheme]
        return socket.create_connection((parts.hostname or "", port), timeout=left_s)
    except socket.gaierror:
        raise ServiceError(where, "no such host, or no network to ask for it") from None
    except TimeoutError:
        raise ServiceError(where, f"no connection within {left_s:.0f} s") from None
    except ConnectionRefusedError:
        raise ServiceError(where, "nothing answers there (connection refused)") from None
    except (OSError, UnicodeError) as error:
        raise ServiceError(where, _reason(error)) from None


def _secured(sock: socket.socket, parts: SplitResult, where: str, guard: _Deadline) -> socket.socket:
    if parts.scheme == "http":
        return sock
    import ssl

    try:
        guard.sock = ssl.create_default_context().wrap_socket(sock, server_hostname=parts.hostname)
    except ssl.SSLCertVerificationError as error:
        raise ServiceError(where, f"its certificate is not trusted: {safe(error.verify_message)}") from None
    except ssl.SSLError:
        raise ServiceError(where, "it does not speak TLS as https needs") from None
    return guard.sock


def _body(response: HTTPResponse, limit_bytes: int, where: str) -> bytes:
    pieces, size = [], 0
    while piece := response.read1(1 << 16):
        size += len(piece)
        if size > limit_bytes:
            raise ServiceError(where, f"its answer is larger than {limit_bytes:,} bytes", sent=True)
        pieces.append(piece)
    # read1 tells the end of a cut connection like the end of an answer; what was promised is what must have come.
    if response.length:
        raise ServiceError(where, "its answer breaks off", sent=True)
    return b"".join(pieces)


def _reason(error: Exception) -> str:
    from http.client import HTTPException, RemoteDisconnected

    if isinstance(error, RemoteDisconnected | ConnectionResetError | BrokenPipeError):
        return CLOSED
    if isinstance(error, OSError) and error.strerror:
        return safe(error.strerror.lower())
    return "it does not answer in HTTP" if isinstance(error, HTTPException) else "it cannot be asked"


class _Deadline:
    """Cuts a socket when time is up: a server that sends one byte now and then would outlive a timeout for each read."""

    def __init__(self, sock: socket.socket, left_s: float) -> None:
        from threading import Timer

        self.sock, self.passed = sock, False
        self._timer = Timer(left_s, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def end(self) -> None:
        """The exchange is over."""
        self._timer.cancel()

    def _cut(self) -> None:
        import contextlib
        import socket

        self.passed = True
        with contextlib.suppress(OSError):
            # The plain socket's own: that of a TLS socket takes it apart under its reader.
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
