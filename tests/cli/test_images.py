"""`obslog image ...` and what `import` takes: what is printed, as lines for people and as documented JSON."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from commandline import Ran, obslog
from observing.scene import AROUND, SITE, Airfield

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "wire.md").read_text(encoding="utf-8")
DAY = "2024-12-13T08:12:00Z"


def documented(ran: Ran) -> dict[str, object]:
    """The first JSON line, each key of which is on the page of shapes."""
    row = dict(ran.rows[0])
    assert [key for key in row if f"`{key}`" not in PAGE] == []
    return row


def picture(path: Path, seed: int = 1, quality: int | None = None) -> Path:
    """A picture with something on it; the same for the same seed, as PNG or as a JPEG that lost some."""
    import numpy as np
    from PIL import Image

    coarse = Image.fromarray(np.random.default_rng(seed).integers(0, 255, (8, 8), "uint8"))
    fine = coarse.resize((256, 256), Image.Resampling.BICUBIC)
    fine.save(path, **({"quality": quality} if quality else {}))
    return path


@pytest.fixture
def log(field: Airfield) -> str:
    """The place of the log."""
    return field.where


def test_link_says_which_images_are_one_source_and_unlink_parts_them(field: Airfield, log: str) -> None:
    scene, crop = field.image(DAY), field.crop()
    said = obslog("image", "link", scene[:12], crop[:12], "--because", "same shadows", log=log).ok()
    assert "2 images are one acquisition, one source" in said.out
    assert f"obslog image date {crop[:12]}" in said.err
    (shown,) = obslog("image", "show", scene[:12], "--json", log=log).ok().rows
    assert shown["acquisition_basis"] == "analyst"
    row = documented(
        obslog("image", "link", "--unlink", crop[:12], "--because", "no", "--json", log=log).ok()
    )
    assert row["images"] == [crop] and row["acquisition"] != shown["acquisition"]
    again = obslog("image", "link", "--unlink", crop[:12], "--because", "no", log=log)
    assert again.code == 1 and len(again.err.splitlines()) == 1


def test_near_pairs_stand_at_the_end_of_an_import_and_in_lists(
    field: Airfield, log: str, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    picture(folder / "scene.png")
    obslog("import", folder, log=log).ok()
    picture(folder / "repost.jpg", quality=70)
    said = obslog("import", folder, log=log).ok().out
    assert "1 looks like another image: repost.jpg and scene.png" in said
    pair = documented(obslog("image", "list", "--near", "--json", log=log).ok())
    assert isinstance(pair["distance"], int) and pair["distance"] <= 6
    shown = documented(obslog("image", "show", str(pair["image"]), "--json", log=log).ok())
    assert [near["near"] for near in shown["near"]] == [pair["near"]]  # type: ignore[attr-defined]
    assert "looks like" in obslog("image", "show", str(pair["image"]), log=log).ok().out
    obslog("image", "link", str(pair["image"]), str(pair["near"]), "--because", "one", log=log).ok()
    assert obslog("image", "list", "--near", "--json", log=log).ok().rows == []
    assert "no two images" in obslog("image", "list", "--near", log=log).ok().out


def test_place_prints_the_error_and_each_tie(field: Airfield, log: str) -> None:
    west, south, east, north = AROUND
    ties = [f"0,0={north},{west}", f"48,0={north},{east}", f"48,48={south},{east}", f"0,48={south},{west}"]
    given = [word for tie in ties for word in ("--tie", tie)]
    crop = field.crop()
    said = obslog("image", "place", crop[:12], *given, log=log).ok().out
    assert f"{SITE} 100%" in said and "m from the fit" in said and "error" in said
    row = documented(obslog("image", "place", crop[:12], *given[:6], "--json", log=log).ok())
    assert row["georeference"] == "ties" and len(row["residuals_m"]) == 3  # type: ignore[arg-type]
    bad = obslog("image", "place", crop[:12], "--tie", "1,2", log=log)
    assert bad.code == 2 and len(bad.err.splitlines()) == 1


def test_relocate_and_prepare_tell_each_file_and_sum_up(field: Airfield, log: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    image = picture(folder / "a.png")
    obslog("import", folder, "--no-pixels", log=log).ok()
    image.rename(folder / "b.png")
    gone = obslog("image", "prepare", "--all", "--json", log=log)
    assert gone.code == 3 and gone.rows[-1]["summary"]["missing"] == 1
    (tmp_path / "empty").mkdir()
    assert obslog("image", "relocate", tmp_path / "empty", log=log).code == 3
    ran = obslog("image", "relocate", folder, "--json", log=log).ok()
    assert documented(ran)["path"] == str(folder / "b.png")
    assert ran.rows[-1] == {"summary": {"found": 1, "missing": 0}}
    assert "nothing is missing" in obslog("image", "relocate", folder, log=log).ok().out
    assert "1 looked through" in obslog("image", "prepare", "--all", log=log).ok().out
    done = obslog("image", "prepare", "--all", "--json", log=log).ok().rows
    assert done[-1]["summary"]["looked_through"] == 0
    assert [key for key in done[-1]["summary"] if f"`{key}`" not in PAGE] == []
    assert obslog("image", "prepare", log=log).code == 2


def test_captions_and_lists_come_together(
    field: Airfield, log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    picture(tmp_path / "in" / "press.png")
    (tmp_path / "captions.csv").write_text(f"file,when,site\nPRESS.PNG,13 Dec 2024,{SITE}\nnone.png,2024,\n")
    (tmp_path / "list").write_bytes(b"in/press.png\ngone.tif\n")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO((tmp_path / "list").read_bytes())))
    ran = obslog("import", "--files-from", "-", "--captions", "captions.csv", "--json", log=log)
    assert ran.code == 3
    told = {Path(row["path"]).name: row for row in ran.rows if "path" in row}
    assert told["press.png"]["when"]["basis"] == "caption"
    assert told["press.png"]["sites"] == [{"site": SITE, "covered_share": None}]
    assert told["gone.tif"]["outcome"] == "rejected"
    summary = ran.rows[-1]["summary"]
    assert summary["messages"] == ["captions, line 3: none.png is no file of this import"]
    assert [key for key in summary if f"`{key}`" not in PAGE and key not in told["press.png"]] == [
        key for key in summary if key in ("imported", "unchanged", "duplicate", "skipped", "rejected")
        and f"`{key}`" not in PAGE
    ]  # fmt: skip
    assert obslog("import", log=log).code == 2
    bad = obslog("import", "in", "--captions", "none.csv", log=log)
    assert bad.code == 2 and len(bad.err.splitlines()) == 1


def test_a_person_at_a_terminal_is_asked_about_duplicates_only_and_the_answer_is_kept(
    field: Airfield, log: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    picture(folder / "a.png")
    (folder / "b.png").write_bytes((folder / "a.png").read_bytes())

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal("skip\n"))
    kept = tmp_path / "d.jsonl"
    ran = obslog("import", folder, "--on-duplicate", "ask", "--record-decisions", kept, log=log).ok()
    assert "skipped by a person" in ran.out and ran.err.count("the same bytes") == 1 and "b.png" in ran.err
    row = json.loads(kept.read_text())
    assert (row["kind"], row["choice"]) == ("duplicate", "skip")
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    other = str(tmp_path / "other.db")
    obslog("init", other).ok()
    replayed = obslog(
        "import", folder, "--on-duplicate", "ask", "--decisions", kept, "--json", log=other
    ).ok()
    assert [r["reason"] for r in replayed.rows if r.get("outcome") == "skipped"] == ["skipped by a person"]
