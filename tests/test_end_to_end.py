"""The whole trade on real files, from the shell: import, date, look, diff, report, verify."""

from __future__ import annotations

from pathlib import Path

import pytest

from commandline import obslog
from realdata import shared_data

#: file -> (site, its place, date given, what is known to be there: ../shared/data/INDEX.md)
BASES = {
    "khmeimim_airbase.png": ("Khmeimim", "35.401,35.949", "2024-10-20", ["Il-76=3", "A-50=1"]),
    "pskov_airbase.png": (
        "Pskov",
        "57.784,28.396",
        "2023-08-28",
        ["Il-76=6", "aircraft=~9; because small green airframes"],
    ),
    "engels_airbase2.png": ("Engels", "51.481,46.200", "2022-12-04", ["Tu-95=4", "Tu-160=2"]),
    "engels_airbase3.png": (
        "Engels",
        "51.481,46.200",
        "2023-01-15",
        ["Tu-95=12; because one partly under cloud"],
    ),
}


@pytest.fixture
def log(log_url: str) -> str:
    obslog("init", log_url).ok()
    return log_url


def image_of(log: str, name: str) -> str:
    rows = obslog("image", "list", "--json", log=log).ok().rows
    return next(row["image"] for row in rows if Path(row["path"]).name == name)


def test_four_bases_from_screenshots_to_a_report(log: str, tmp_path: Path) -> None:
    data = shared_data() / "airbases"
    for site, place in sorted({(site, place) for site, place, _, _ in BASES.values()}):
        obslog("site", "add", site, "--at", place, log=log).ok()
    for name, (site, _, when, saw) in BASES.items():
        line, summary = obslog("import", data / name, "--site", site, "--json", log=log).ok().rows
        assert (line["outcome"], summary["summary"]["undated"]) == ("imported", 1)
        image = line["image"]
        assert (
            obslog("image", "list", "--undated", "--json", log=log).ok().rows[0]["when"]["basis"] == "unknown"
        )
        obslog("image", "date", image[:8], when, "--because", "given by the publication", log=log).ok()
        seen = [part for text in saw for part in ("--saw", text)]
        logged = obslog("look", "add", site, "--image", image[:8], *seen, "--visible", "1", log=log).ok()
        assert site in logged.out

    shown = obslog("last", "Khmeimim", "--json", log=log).ok().rows
    assert [row["bounds"] for row in shown if row["type"] in ("Il-76", "A-50")] == [[3, 3], [1, 1]]

    change = {
        row["type"]: row
        for row in obslog("diff", "Engels", "2022-12-04", "2023-01-15", "--json", log=log).ok().rows
    }
    assert change["Tu-95"]["net"] == [8, 8] and change["Tu-95"]["arrivals_min"] == 8
    # The later look does not say that its list is complete: the two Tu-160 are unknown, not gone.
    assert change["Tu-160"]["verdict"] == "unknown" and change["Tu-160"]["departures_min"] == 0

    for ending in ("html", "md", "json"):
        out = tmp_path / f"engels.{ending}"
        obslog("report", "Engels", "-o", out, log=log).ok()
        assert "Tu-95" in out.read_text(encoding="utf-8")
    assert obslog("verify", log=log).ok().out.startswith("sound")


def test_an_airfield_tile_finds_its_site_by_its_footprint(log: str) -> None:
    folder = shared_data() / "hurlburt"
    obslog("site", "add", "KHRT", "--alias", "Hurlburt", log=log).ok()
    rows = obslog("import", folder, "--json", log=log).rows
    tile = next(row for row in rows if row.get("path", "").endswith(".tif"))
    assert tile["outcome"] == "imported" and tile["sites"]
    assert {row["outcome"] for row in rows if "outcome" in row} <= {"imported", "skipped"}
    obslog(
        "image", "date", tile["image"], "2016-08", "--because", "when the markers were saved", log=log
    ).ok()
    look = ["look", "add", "Hurlburt", "--image", tile["image"], "--saw", "aircraft=26", "--json"]
    said = obslog(*look, log=log).ok().rows[0]
    # The tile shows a part of the base: 26 there is at least 26.
    found = obslog("find", "--at-least", "26", "aircraft", "--json", log=log).ok().rows
    assert found[0]["bounds"] == [26, None] and found[0]["looks"] == [said["look"]]


def test_every_real_file_ends_in_one_outcome_and_a_second_run_changes_nothing(log: str) -> None:
    data = shared_data()
    files = [p for p in data.rglob("*") if p.is_file() and not p.is_symlink()]
    first = obslog("import", data, "--json", log=log)
    assert first.code in (0, 3) and "Traceback" not in first.err
    lines = [row for row in first.rows if "path" in row]
    assert len(lines) == len({row["path"] for row in lines})
    # Each file once; what lies in archives has its own lines beside.
    assert {row["path"] for row in lines if "!/" not in row["path"]} == {str(path) for path in files}
    head = obslog("journal", "--limit", "1", "--json", log=log).ok().rows[0]["hash"]
    second = [row for row in obslog("import", data, "--json", log=log).rows if "path" in row]
    assert {
        row["outcome"]
        for row in second
        if row["path"] in {r["path"] for r in lines if r["outcome"] == "imported"}
    } == {"unchanged"}
    assert obslog("journal", "--limit", "1", "--json", log=log).ok().rows[0]["hash"] == head
    assert obslog("verify", log=log).ok().out.startswith("sound")
