"""One request to an API and its answer as JSON: the key, the retries, and what a refusal says in one line."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import sleep as time_sleep
from typing import Any
from urllib.parse import urljoin

from obslog.model.errors import ServiceError, WordError
from obslog.tasking import http
from obslog.tasking.orders.stapi.reading import complaint, read_json

Ask = Callable[..., http.Answer]
Sleep = Callable[[float], None]

#: Answers that say that the same question may be asked again.
_AGAIN = (429, 500, 502, 503, 504)
_TRIES = 4
#: A wait that a server asks for is kept up to this, seconds; beyond, the user is told.
LONGEST_WAIT_S = 30.0
#: How long one exchange may last, seconds.
TIMEOUT_S = 60.0
_LARGEST_BYTES = 16 << 20


def wait(seconds: float) -> None:
    """Let time pass."""
    time_sleep(seconds)


@dataclass(frozen=True)
class Reply:
    """An answer of status 2xx: its JSON, its address (`where` as it is shown), its headers by lower-case name."""

    document: Any
    where: str
    url: str
    status: int
    headers: Mapping[str, str]


class Caller:
    """Asks one API at one origin. The key goes out in one header and comes back in nothing that is shown or kept."""

    def __init__(
        self, url: str, key: str | None = None, *, ask: Ask = http.request, sleep: Sleep = wait
    ) -> None:
        parts = http.checked(url, secret=key is not None)
        if parts.query or parts.fragment:
            raise WordError(
                "address", http.shown(url), "write it without ? and #; keys belong into the environment"
            )
        if key is not None and not (key and key.isascii() and key.isprintable() and " " not in key):
            raise WordError("key", "...", "it is empty, or holds blanks or letters that no key holds")
        self.url = url.rstrip("/")
        self.sleep = sleep
        self._key, self._ask = key, ask

    def get(self, path: str) -> Reply:
        """The answer to a GET of a path below the API, or of an address of the same origin; asked again if need be."""
        return self._asked("GET", path, None, {}, again=True)

    def post(
        self, path: str, body: Mapping[str, Any], headers: Mapping[str, str] | None = None, *, again: bool
    ) -> Reply:
        """The answer to a POST; `again`: it changes nothing, so it may be asked again."""
        data = json.dumps(body, ensure_ascii=True, allow_nan=False).encode()
        return self._asked("POST", path, data, headers or {}, again=again)

    def address(self, href: str, base: str | None = None) -> str:
        """The address that a link on the page `base` names, or a path below the API has.

        Raises `ServiceError` where it is of another server.
        """
        found = self.url + href if href.startswith("/") and base is None else urljoin(base or self.url, href)
        if http.origin(found) != http.origin(self.url):
            raise ServiceError(
                http.shown(self.url),
                f"its answer points to another server, {http.shown(found)}; not followed",
                sent=True,
            )
        return found

    def _asked(
        self, method: str, path: str, data: bytes | None, headers: Mapping[str, str], *, again: bool
    ) -> Reply:
        url = self.address(path)
        where = http.shown(url)
        sent = {"Accept": "application/geo+json, application/json", **headers}
        if data is not None:
            sent["Content-Type"] = "application/json"
        if self._key is not None:
            sent["Authorization"] = f"Bearer {self._key}"
        for tried in range(1, _TRIES + 1):
            try:
                answer = self._ask(method, url, data, sent, limit_bytes=_LARGEST_BYTES, timeout_s=TIMEOUT_S)
            except ServiceError as error:
                # Who is not there, or says nothing for a minute, is not asked again.
                if not again or error.reason != http.CLOSED or tried > 1:
                    raise
                self.sleep(0.5)
                continue
            if again and answer.status in _AGAIN and tried < _TRIES:
                self.sleep(self._pause(answer, where, tried))
                continue
            return self._reply(answer, where, tried)
        raise ServiceError(where, "no answer", sent=True)

    def _pause(self, answer: http.Answer, where: str, tried: int) -> float:
        asked = retry_after(answer)
        if asked is not None and asked > LONGEST_WAIT_S:
            raise ServiceError(
                where, f"the server answers {answer.status} and asks to wait {asked:.0f} s; try again then",
                sent=True, status=answer.status, retry_after_s=asked,
            )  # fmt: skip
        return asked if asked is not None else 0.5 * 2 ** (tried - 1)

    def _reply(self, answer: http.Answer, where: str, tried: int) -> Reply:
        if 200 <= answer.status < 300:
            document = read_json(answer.body, where, self._key) if answer.body.strip() else None
            return Reply(document, where, answer.url, answer.status, answer.headers)
        said = complaint(answer.body, where, self._key)
        reason = f"the server answers {answer.status}" + (f": {said}" if said else "")
        if answer.status in (401, 403):
            reason = (
                f"it refuses the key ({answer.status})"
                if self._key
                else f"it asks for a key ({answer.status})"
            )
        if 300 <= answer.status < 400:
            reason = f"it sends on ({answer.status}), which is not followed; give the address that it means"
        if tried > 1:
            reason += f" (asked {tried} times)"
        raise ServiceError(where, reason, sent=True, status=answer.status, retry_after_s=retry_after(answer))


def retry_after(answer: http.Answer) -> float | None:
    """How long an answer asks to wait, seconds: a number, or a date against the answer's own `Date`."""
    from email.utils import parsedate_to_datetime

    text = answer.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        wait = parsedate_to_datetime(text) - parsedate_to_datetime(answer.headers.get("date", ""))
    except (ValueError, TypeError, OverflowError):
        return None
    return max(0.0, wait.total_seconds())
