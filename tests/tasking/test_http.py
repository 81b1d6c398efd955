"""The one seam to the network: what it refuses to ask, where it does not follow, and that every failure is one line."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest

from obslog.model.errors import ObslogError, ServiceError, WordError
from obslog.tasking import http
from tasking.failing_server import FailingServer, Say

SECRET = "s3cret-0f-mine"


def test_an_answer_has_its_status_headers_and_body(failing: FailingServer) -> None:
    failing.routes["GET /a"] = Say(200, b"elements", {"X-Kind": "tle"})
    answer = http.get(failing.url + "/a?page=1")
    assert (answer.status, answer.body, answer.headers["x-kind"]) == (200, b"elements", "tle")
    assert failing.seen[0].path == "/a?page=1"


def test_what_is_no_success_is_an_error_for_get_and_an_answer_for_request(failing: FailingServer) -> None:
    with pytest.raises(ServiceError, match="the server answers 404") as error:
        http.get(failing.url + "/none")
    assert (error.value.status, error.value.sent) == (404, True)
    assert http.request("GET", failing.url + "/none").status == 404


@pytest.mark.parametrize(
    "address",
    [
        "ftp://example.com/a", "file:///etc/passwd", "example.com", "", "http://", "http://[::1", "http://a:99999/",
        f"http://me:{SECRET}@127.0.0.1/a", f"https://{SECRET}@127.0.0.1/a", "http://127.0.0.1/a b",
        "http://127.0.0.1/\r\nX: y", "http://127.0.0.1/é",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_asked_is_one_line_without_its_user(address: str) -> None:
    with pytest.raises(WordError) as error:
        http.get(address)
    assert SECRET not in str(error.value) and "\n" not in str(error.value)


def test_a_key_goes_over_plain_http_to_this_machine_only(failing: FailingServer) -> None:
    headers = {"Authorization": f"Bearer {SECRET}"}
    failing.routes["GET /"] = Say(200)
    assert http.request("GET", failing.url, headers=headers).status == 200
    for address in ("http://example.com/a", "http://10.1.2.3/a", "http://127.0.0.1.example.com/"):
        with pytest.raises(WordError, match="by https only") as error:
            http.request("GET", address, headers=headers)
        assert SECRET not in str(error.value)


def test_a_redirect_within_the_server_is_followed_a_few_times(failing: FailingServer) -> None:
    failing.routes["GET /old"] = Say(302, headers={"Location": "/new"})
    failing.routes["GET /new"] = Say(200, b"here")
    assert http.get(failing.url + "/old").body == b"here"
    failing.routes["GET /round"] = Say(302, headers={"Location": "/round"})
    with pytest.raises(ServiceError, match="sends on more than 3 times"):
        http.get(failing.url + "/round")


@pytest.mark.parametrize(
    "onward", ["http://localhost:1/x", "https://127.0.0.1/x", "//example.com/x", "file:///etc/passwd"]
)
def test_a_redirect_to_another_server_is_named_and_not_followed(failing: FailingServer, onward: str) -> None:
    failing.routes["GET /a"] = Say(302, headers={"Location": onward})
    with pytest.raises(ServiceError, match="another server"):
        http.get(failing.url + "/a", headers={"Authorization": f"Bearer {SECRET}"})
    assert len(failing.seen) == 1


def test_a_post_is_sent_on_nowhere(failing: FailingServer) -> None:
    failing.routes["POST /a"] = Say(307, headers={"Location": "/b"})
    assert http.request("POST", failing.url + "/a", b"{}").status == 307
    assert len(failing.seen) == 1


def test_an_endless_body_ends_at_the_limit(failing: FailingServer) -> None:
    failing.routes["GET /a"] = lambda _: Say(200, (b"x" * 65536 for _ in itertools.count()))
    with pytest.raises(ServiceError, match="larger than 1,000,000 bytes"):
        http.get(failing.url + "/a", limit_bytes=1_000_000)


def test_a_server_that_never_answers_or_drips_is_left_at_the_deadline(failing: FailingServer) -> None:
    def drip() -> object:
        for _ in range(200):
            yield b"x"
            failing.ended.wait(0.05)

    failing.routes["GET /hang"] = Say(hang=True)
    failing.routes["GET /drip"] = lambda _: Say(200, drip())
    for path in ("/hang", "/drip"):
        with pytest.raises(ServiceError, match=r"no whole answer within 0\.3 s") as error:
            http.get(failing.url + path, timeout_s=0.3)
        assert error.value.sent


def test_an_answer_that_breaks_off_is_none(failing: FailingServer) -> None:
    failing.routes["GET /a"] = Say(200, b"half", length=8)
    with pytest.raises(ServiceError, match=r"breaks off|closed the connection"):
        http.get(failing.url + "/a")
    failing.routes["GET /a"] = Say(cut=True)
    with pytest.raises(ServiceError, match="closed the connection without an answer"):
        http.get(failing.url + "/a")


def test_a_compressed_answer_is_refused(failing: FailingServer) -> None:
    failing.routes["GET /a"] = Say(200, b"\x1f\x8b", {"Content-Encoding": "gzip"})
    with pytest.raises(ServiceError, match="compressed"):
        http.get(failing.url + "/a")


def test_nobody_there_is_said_and_nothing_was_sent(failing: FailingServer) -> None:
    failing.close()
    with pytest.raises(ServiceError, match="nothing answers there") as error:
        http.request("POST", failing.url, b"{}")
    assert not error.value.sent


def test_tls_that_is_none_is_said(failing: FailingServer) -> None:
    with pytest.raises(ServiceError, match=r"TLS|connection|answer"):
        http.get(failing.url.replace("http:", "https:"), timeout_s=2)


def test_no_error_holds_what_was_sent(failing: FailingServer) -> None:
    for headers in (
        {"Authorization": f"Bearer {SECRET}\nX: y"},
        {"Authorization": f"Bearer {SECRET}é\u2028"},
    ):
        with pytest.raises(ObslogError) as error:
            http.request("GET", failing.url + f"/a?key={SECRET}", headers=headers)
        assert SECRET not in str(error.value) and error.value.__cause__ is None


def test_proxies_of_the_environment_are_not_used(
    failing: FailingServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    failing.routes["GET /a"] = Say(200, b"direct")
    assert http.get(failing.url + "/a").body == b"direct"


def test_no_other_file_opens_a_socket() -> None:
    root = Path(__file__).resolve().parents[2] / "obslog"
    opening = re.compile(
        r"urllib\.request|http\.client|create_connection|socket\.socket\(|import (httpx|requests|ssl)\b"
    )
    found = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if opening.search(path.read_text("utf-8"))
    }
    # The UI in a browser listens on this machine; it asks nobody.
    assert {one for one in found if not one.startswith("serving")} == {"tasking/http.py"}
