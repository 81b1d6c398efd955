"""The whole loop on the demo's log: a gap, a requirement, passes, an order, the image that comes, the gap gone.

    python docs/demo_tasking.py [FOLDER]      every command as it is typed, with what it prints

The provider is the reference server of the Sensor Tasking API on this machine; satellites, scenes and prices are made
up. Nothing leaves loopback.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The scene that nobody has yet when the story begins: the provider delivers it.
SCENE = "tartus_20241217T081900Z"
#: The day on which the log is asked; its newest look at Tartus is then of 11 December.
DAY = "2024-12-14"


@dataclass
class Loop:
    """A log on which the loop is walked: each command as it was typed, with its exit code and what it printed."""

    folder: Path
    say: Callable[[str], None] = print
    told: list[tuple[str, int, str]] = field(default_factory=list)

    def run(self, words: Sequence[str]) -> tuple[int, str, str]:
        """Run one command of obslog: its exit code, what it printed, and its messages."""
        done = subprocess.run(
            [sys.executable, "-m", "obslog", *words], cwd=self.folder, capture_output=True, text=True, check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "OBSLOG_ANALYST": "demo", "PYTHONUTF8": "1"},
        )  # fmt: skip
        return done.returncode, done.stdout, done.stderr

    def __call__(self, *words: str, quiet: bool = False) -> str:
        """Run one command and show it; gives what it printed. Raises `RuntimeError` where it fails."""
        typed = f"obslog {shlex.join(words)}"
        code, out, err = self.run(words)
        self.told.append((typed, code, out + err))
        if not quiet:
            self.say(f"\n$ {typed}")
            self.say((out + err).rstrip())
        if code:
            raise RuntimeError(f"{typed}: exit {code}: {err.strip()}")
        return out

    def rows(self, *words: str) -> list[dict]:  # type: ignore[type-arg]
        """The lines of a command with --json, not shown."""
        return [json.loads(line) for line in self(*words, "--json", quiet=True).splitlines()]


def walk(loop: Loop) -> None:
    """Walk the loop in its folder, which is made."""
    from obslog.demo import make

    folder, say = loop.folder, loop.say
    make(folder, without=(f"{SCENE}.tif",))
    say(f"It is {DAY}. What does the log not know of Tartus?")
    loop("gaps", "Tartus", "--as-of", DAY)
    say("\nThe log proposes what to ask; nothing is kept or ordered before somebody says so.")
    loop("requirement", "propose", "Tartus", "--as-of", DAY, "--rule", "not observable")
    (proposal,) = loop.rows("requirement", "propose", "Tartus", "--as-of", DAY, "--rule", "not observable")
    loop("requirement", "accept", proposal["key"], "--as-of", DAY)
    (asked,) = loop.rows("requirement", "list")
    named = asked["requirement"][-8:]

    say("\nWhat do we hold already? Which satellites could see it?")
    loop("requirement", "archive", named)
    loop("requirement", "opportunities", named, "--start", "2024-12-15", "--by", "time", "--limit", "4")
    seen = ("passes", "--site", "Tartus", "--start", "2024-12-15", "--days", "7", "--sensors", "optical")
    chances = folder / "passes.jsonl"
    chances.write_text("".join(f"{json.dumps(row)}\n" for row in loop.rows(*seen)), encoding="utf-8")
    delivery = folder / "delivery"
    with _Provider(ROOT / "imagery" / f"{SCENE}.tif", chances) as provider:
        say(f"\nA provider on this machine, {provider}: what does it sell, and when could it?")
        loop("order", "products", provider)
        loop("order", "feasibility", named, "--provider", provider, "--product", "demo-50cm")
        loop(
            "order", "prepare", named, "--provider", provider, "--product", "demo-50cm",
            "--opportunity", "DEMO-1-20241217T0820", "--cost", "900", "--currency", "EUR",
        )  # fmt: skip
        (order,) = loop.rows("order", "list")
        say("\nOnly this sends it:")
        loop("order", "submit", order["order"][-8:], "--yes")
        while (now := loop.rows("order", "show", order["order"])[0])["state"] == "open":
            loop("order", "refresh", order["order"][-8:])
        say(
            "\nThe provider calls it completed. Whether it answers the question is not the provider's to say."
        )
        _fetch(now, delivery)
    loop("import", str(delivery.relative_to(folder)))
    loop("requirement", "match")
    (match,) = loop.rows("requirement", "match")
    say("\nSomebody looks at it, and judges.")
    loop(
        "look", "add", "Tartus", "--image", match["image"][:12], "--saw", "Grigorovich=2@roads",
        "--saw", "Ropucha=1@north pier", "--visible", "1", "--complete-for", "ship",
    )  # fmt: skip
    loop("requirement", "satisfy", named, match["image"][:12])
    say(
        "\nThe gap is gone: the roads were unseen until that pass and no longer, and nothing is asked of them any more."
    )
    loop("gaps", "Tartus", "--as-of", "2024-12-18")
    loop("requirement", "propose", "Tartus", "--as-of", "2024-12-18", "--rule", "not observable")
    loop("requirement", "list", "--all")
    say("\nAnd if the judgement was wrong, undo opens the question again:")
    loop("undo")
    loop("requirement", "list")


class _Provider:
    """The reference server, in a process of its own, for as long as it is needed."""

    def __init__(self, deliver: Path, passes: Path) -> None:
        self._words = ["--deliver", str(deliver), "--passes", str(passes)]

    def __enter__(self) -> str:
        server = ROOT / "tests" / "tasking" / "stapi_server.py"
        self._process = subprocess.Popen(
            [sys.executable, str(server), "--port", "0", *self._words],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout is not None
        address = self._process.stdout.readline().strip()
        if not address:
            raise RuntimeError("the reference server did not start: pip install -e '.[test]'")
        return address

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def _fetch(order: dict, into: Path) -> None:  # type: ignore[type-arg]
    """What a person would download: the scene that the order links to, with the STAC item that comes with it."""
    from urllib.request import urlopen

    address = next(
        link["href"] for status in order["statuses"] for link in status["links"] if link["rel"] == "asset"
    )
    into.mkdir()
    with urlopen(address, timeout=60) as answer:
        (into / f"{SCENE}.tif").write_bytes(answer.read())
    item = {
        "type": "Feature", "stac_version": "1.0.0", "id": SCENE, "geometry": None, "links": [],
        "properties": {
            "datetime": "2024-12-17T08:19:00Z", "platform": "DEMO-1", "instruments": ["drawn"], "gsd": 1.0,
            "title": "DRAWN, NOT A PHOTOGRAPH", "view:off_nadir": 8.8, "eo:cloud_cover": 0.0,
            "order:id": order["remote"], "order:status": "succeeded",
        },
        "assets": {"visual": {"href": f"./{SCENE}.tif", "type": "image/tiff; application=geotiff", "roles": ["data"]}},
    }  # fmt: skip
    (into / f"{SCENE}.json").write_text(json.dumps(item, indent=1), encoding="utf-8")


def main() -> None:
    """Walk the loop in the folder given, or in one that is removed afterwards."""
    if len(sys.argv) > 1:
        walk(Loop(Path(sys.argv[1])))
        return
    folder = Path(tempfile.mkdtemp(prefix="obslog-tasking-"))
    try:
        walk(Loop(folder / "demo"))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
