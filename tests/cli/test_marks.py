"""Marking from the shell: every act of the terminal UI is a command, and its JSON is documented."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from commandline import obslog
from observing.scene import SITE, Airfield

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
DAY1, DAY2 = "2024-12-10T08:00:00Z", "2024-12-13T08:12:00Z"


def documented(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows, after checking that the page of shapes names each of their keys."""
    assert rows
    assert [key for row in rows for key in row if f"`{key}`" not in PAGE] == []
    return rows


def test_a_look_is_marked_closed_and_carried_to_the_next_image(field: Airfield) -> None:
    first, second = field.image(DAY1), field.image(DAY2)
    field.log.close()

    def run(*args: object) -> Any:
        return obslog(*args, log=field.where).ok()

    (newest, oldest) = documented(run("queue", "--json").rows)
    assert (newest["image"], oldest["image"], oldest["draft"]) == (second, first, None)
    look = run("look", "begin", SITE, "--image", first[:10], "--json").rows[0]["look"]
    (mark,) = documented(
        run("mark", "add", first[:10], "--look", look, "--at", "200,150", "--type", "Condor", "--json").rows
    )
    assert (mark["types"], mark["area"], mark["kind"], mark["points"]) == (
        ["An-124"],
        "north",
        "point",
        [[200, 150]],
    )
    box = ("--at", "190,240", "--at", "210,260")
    told = run(
        "mark", "add", first[:10], "--look", look, *box, "--type", "An-26|An-32", "--confidence", "probable"
    )
    assert "An-26|An-32 at south  box 190,240 210,260" in told.out
    clicks = [word for at in ("200,140", "180,150", "200,165", "220,150") for word in ("--at", at)]
    gone = run("mark", "add", first[:10], "--look", look, *clicks, "--type", "Il-76", "--json").rows[0]
    assert gone["kind"] == "diamond"
    run("mark", "remove", gone["mark"][-8:], "--because", "a shadow")
    run("mark", "edit", mark["mark"], "--state", "nose raised", "--remarks", "by the hangar")
    rows = documented(run("mark", "tally", look, "--json").rows)
    assert [(row["types"], row["area"], row["stated"], row["marks"], row["differs"]) for row in rows] == [
        (["An-124"], "north", None, 1, False), (["An-26", "An-32"], "south", None, 1, False)
    ]  # fmt: skip
    assert "One An-124 (nose raised) on north" in run("mark", "tally", look).out
    assert "One An-124 (nose raised) on north" in run("look", "show", look).out
    run("look", "close", look)
    assert [len(row["seen"]) for row in run("look", "show", look, "--json").rows] == [2]
    assert len(run("mark", "list", "--image", first[:10], "--json").rows) == 2
    assert "by the hangar" in run("mark", "list", "--look", look).out
    new = run("look", "begin", SITE, "--image", second, "--json").rows[0]["look"]
    carried = documented(run("mark", "carry", new, "--json").rows)
    assert [row["status"] for row in carried] == ["carried", "carried"]
    assert carried[0]["carried_from"] == mark["mark"]
    assert "mark carry 2 marks" in run("undo").out
    assert "waits: obslog mark confirm" in run("mark", "carry", new).out
    assert "carried before" in run("mark", "carry", new).err
    waiting = [row["mark"] for row in run("mark", "list", "--look", new, "--json").rows]
    assert [row["status"] for row in run("mark", "confirm", *waiting, "--json").rows] == ["standing"] * 2
    assert run("queue", "--json").rows[0]["draft"] == new
    assert "sound" in run("verify").out


def test_what_cannot_be_is_one_line_with_its_exit_code(field: Airfield) -> None:
    image = field.image(DAY1)
    field.log.close()
    for args, code, told in (
        (("mark", "add", image, "--at", "200", "--type", "An-124"), 2, "COLUMN,ROW"),
        (("mark", "add", image, "--at", "1,1", "--type", "An-225b"), 4, "An-225b"),
        (
            ("mark", "add", image, "--at", "1,1", "--at", "2,2", "--at", "3,3", "--type", "An-124"),
            2,
            "4 points",
        ),
        (("mark", "confirm", "ZZZZZZZZ"), 4, "mark"),
        (("queue", "--site", "Nowhere"), 4, "Nowhere"),
        (("look", "edit", "ZZZZZZZZ", "--clear", "saw", "--none", "bomber"), 2, "--clear alone"),
    ):
        ran = obslog(*args, log=field.where)
        assert (ran.code, ran.out) == (code, "") and told in ran.err and ran.err.count("\n") == 1, ran


def test_what_a_look_says_can_be_cleared(field: Airfield) -> None:
    look = field.look(
        DAY1, "An-124=1@north", none=["bomber"], visible=["north=0.5"], remarks="windy", draft=True
    )
    field.log.close()
    (row,) = obslog(
        "look", "edit", look.id, "--clear", "none", "--clear", "visible", "--clear", "remarks", "--json",
        log=field.where,
    ).ok().rows  # fmt: skip
    assert (row["none"], row["remarks"], row["visible"]["north"]["basis"]) == ([], None, "footprint")
    assert len(row["seen"]) == 1
