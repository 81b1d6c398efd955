"""Orders from the command line: what is printed before anything is sent, and a key that is seen nowhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from commandline import Ran, obslog
from tasking.failing_server import FailingServer, Say
from tasking.port import SITE, Port
from tasking.providing import KEY, Running
from tasking.shop import Shop


class Desk:
    """A log with one requirement, and every word that its commands printed."""

    def __init__(self, port: Port, url: str) -> None:
        self.port, self.url, self.printed = port, url, ""
        self.requirement = port.log.requirement_add(
            SITE, "is it still there?", max_off_nadir_deg=25, until="2030-01-01"
        ).id
        self.log = port.log.name

    def run(self, *words: object) -> Ran:
        ran = obslog(*words, log=self.log)
        self.printed += ran.out + ran.err
        return ran

    def order(self, *words: object, product: str = "demo-50cm") -> str:
        """Prepare an order; its id."""
        ran = self.run(
            "order",
            "prepare",
            self.requirement,
            "--provider",
            self.url,
            "--product",
            product,
            "--json",
            *words,
        ).ok()
        return str(ran.rows[0]["order"])


@pytest.fixture
def desk(harbour: Port, provider: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    yield Desk(harbour, provider.url)


def test_the_way_of_an_order(desk: Desk, provider: Running) -> None:
    assert "demo-50cm" in desk.run("order", "products", desk.url).ok().out
    shown = desk.run("order", "products", desk.url, "--product", "demo-radar").ok().out
    assert "tier (integer; 1..3; needed)" in shown
    lines = (
        desk.run(
            "order",
            "feasibility",
            desk.requirement,
            "--provider",
            desk.url,
            "--product",
            "demo-50cm",
            "--json",
        )
        .ok()
        .rows
    )
    assert lines[-1]["summary"]["opportunities"] == len(lines) - 1 > 0
    assert lines[0]["opportunity"].startswith("demo-50cm-")
    ran = desk.run(
        "order",
        "prepare",
        desk.requirement,
        "--provider",
        desk.url,
        "--product",
        "demo-50cm",
        "--cost",
        900,
        "--currency",
        "EUR",
    ).ok()
    assert f"POST {desk.url}/products/demo-50cm/orders" in ran.out and "nothing was sent" in ran.out
    assert "not said at least 95 % of the ground" in ran.out
    (row,) = desk.run("order", "list", "--json").ok().rows
    assert (row["state"], row["cost"], row["currency"], row["site"]) == ("prepared", 900, "EUR", SITE)
    ran = desk.run("order", "submit", row["order"])
    assert ran.code == 2 and "add --yes to send it" in ran.err
    printed = ran.out[ran.out.index("{") : ran.out.index("\n}") + 2]
    assert json.loads(printed) == row["request"]
    assert provider.orders == []
    assert "demo-50cm" in ran.out
    ran = desk.run("order", "submit", row["order"], "--yes").ok()
    assert provider.orders[0].id in ran.out
    assert "accepted" in desk.run("order", "refresh").ok().out
    for _ in range(4):
        last = desk.run("order", "refresh", row["order"]).ok()
    assert "nothing new" in last.out
    shown = desk.run("order", "show", row["order"]).ok().out
    assert "completed" in shown and f"asset: {desk.url}/delivered/delivered.tif" in shown
    assert desk.run("order", "refresh").ok().out == "no order is under way\n"
    assert "order submit" in desk.run("journal").ok().out


def test_a_refused_order_exits_1_and_one_without_answer_too(desk: Desk, failing: FailingServer) -> None:
    shop = Shop(failing)
    desk.url = shop.url
    row_id = desk.order(product="p")
    shop.spoil, shop.keeps = (
        Say(422, {"detail": [{"loc": ["body", "geometry"], "msg": "too small\x1b[2J"}]}),
        False,
    )
    ran = desk.run("order", "submit", row_id, "--yes")
    assert ran.code == 1 and "geometry: too small\\x1b[2J" in ran.out and "prepare another" in ran.err
    row_id = desk.order(product="p")
    shop.spoil = Say(cut=True)
    ran = desk.run("order", "submit", row_id, "--yes")
    assert ran.code == 1 and ran.err.count("\n") == 1 and "not known" in ran.err
    failing.routes["GET /orders"] = Say(404)
    ran = desk.run("order", "refresh")
    assert ran.code == 3 and "answers 404" in ran.err


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("products", "nobody"), 4, "no provider 'nobody'"),
        (("products", "http://127.0.0.1:1"), 1, "nothing answers there"),
        (("products", "gopher://x"), 2, "write http"),
        (("products", "{url}", "--product", "nix"), 4, "no product 'nix'"),
        (("products", "{url}", "--key-env", "NO_SUCH_KEY"), 2, "NO_SUCH_KEY"),
        (("feasibility", "{r}", "--provider", "{url}", "--product", "demo-point"), 1, "does not tell opportunities"),
        (("feasibility", "nix123", "--provider", "{url}", "--product", "demo-50cm"), 4, "no requirement"),
        (("prepare", "{r}", "--provider", "{url}", "--product", "demo-50cm", "--parameter", "x"), 2, "NAME=VALUE"),
        (("prepare", "{r}", "--provider", "{url}", "--product", "demo-50cm", "--cost", "5"), 2, "currency"),
        (("submit", "nix123"), 4, "no order"),
        (("submit", "nix123", "--yes"), 4, "no order"),
        (("refresh", "--remote", "x"), 2, "name that too"),
        (("list", "--state", "lost"), 2, "prepared, submitting, open, completed, ended"),
        (("export-aoi", "{r}", "-o", "x.shp"), 2, ".geojson"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line(desk: Desk, words: tuple[str, ...], code: int, said: str) -> None:
    ran = desk.run("order", *(word.format(url=desk.url, r=desk.requirement) for word in words))
    assert (ran.code, ran.out, ran.err.count("\n")) == (code, "", 1), ran
    assert said in ran.err


def test_a_key_is_seen_nowhere(
    harbour: Port, keyed_provider: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config" / "obslog" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[tasking.providers.demo]\nurl = "{keyed_provider.url}"\nkey_env = "DEMO_KEY"\n')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    desk = Desk(harbour, "demo")
    refused = desk.run("order", "products", "demo")
    assert refused.code == 2 and "DEMO_KEY" in refused.err
    monkeypatch.setenv("DEMO_KEY", "wrong" + KEY)
    assert "refuses the key (401)" in desk.run("order", "products", "demo").err
    monkeypatch.setenv("DEMO_KEY", KEY)
    assert "DEMO_KEY" in desk.run("order", "providers").ok().out
    desk.run("order", "products", "demo").ok()
    desk.run("order", "feasibility", desk.requirement, "--provider", "demo", "--product", "demo-radar").ok()
    row_id = desk.order("--parameter", "priority=rush")
    desk.run("order", "submit", row_id)
    desk.run("order", "submit", row_id, "--yes").ok()
    monkeypatch.setenv("DEMO_KEY", "wrong" + KEY)
    assert desk.run("order", "refresh").code == 3
    monkeypatch.setenv("DEMO_KEY", KEY)
    for words in (
        ("refresh",),
        ("show", row_id),
        ("show", row_id, "--json"),
        ("list", "--json"),
        ("refresh", row_id, "--json"),
    ):
        desk.run("order", *words).ok()
    desk.run("journal", "--json").ok()
    assert len(keyed_provider.orders) == 1
    assert KEY not in desk.printed
    desk.port.log.close()
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(path.name == "obslog.db" for path in kept)
    assert [path for path in kept if KEY.encode() in path.read_bytes()] == []
