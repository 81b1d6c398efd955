"""Before and after in a report: each change has its pictures, or a sentence in their place; what may not be shown is not."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from obslog.log import open_log
from obslog.model.errors import RefusedError, WordError
from obslog.report.forms.html import script_hash
from report.pictured import SITE, Base, boxes

FORMS = ("html", "json", "md")


@pytest.fixture
def base(tmp_path: Path) -> Base:
    return Base(str(tmp_path / "obslog.db"), tmp_path / "images")


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Base:
    """A log that no test changes."""
    folder = tmp_path_factory.mktemp("still")
    return Base(str(folder / "obslog.db"), folder / "images")


def pictures(text: str) -> list[bytes]:
    """The pictures in an HTML report."""
    return [
        base64.b64decode(found)
        for found in re.findall(r'src="data:image/png;base64,([A-Za-z0-9+/=]+)"', text)
    ]


def test_a_change_has_before_and_after_of_one_piece_of_ground(still: Base) -> None:
    (figure,) = json.loads(still.report("json"))["figures"]
    assert figure["same_ground"] is True and len(figure["claims"]) >= 1
    before, after = figure["pictures"]
    assert (before["side"], after["side"]) == ("before", "after")
    assert before["derivation"]["ground"] == after["derivation"]["ground"]
    assert len(before["derivation"]["marks"]) == 2 and len(after["derivation"]["marks"]) == 1
    assert before["derivation"]["image"] == still.before and after["derivation"]["image"] == still.after
    assert "marked: 2 An-124" in before["alt"] and "marked: 1 An-124" in after["alt"]
    assert "10 Dec 2024" in before["caption"] and "date from" in before["caption"]


def test_the_picture_is_about_what_changed_not_about_what_stayed(still: Base) -> None:
    from report.pictured import BEFORE, OBJECT, place_of

    (figure,) = json.loads(still.report("json"))["figures"]
    shown = figure["pictures"][0]["derivation"]["ground"]
    gone = place_of(BEFORE[1][0] + OBJECT / 2, BEFORE[1][1] + OBJECT / 2)
    assert (shown["lon"], shown["lat"]) == pytest.approx(gone, abs=2e-5)


def test_json_names_the_pictures_that_html_holds(still: Base) -> None:
    named = [
        one["sha256"] for figure in json.loads(still.report("json"))["figures"] for one in figure["pictures"]
    ]
    held = [hashlib.sha256(data).hexdigest() for data in pictures(still.report("html"))]
    assert named == held and len(held) == 2
    assert all(digest in still.report("md") for digest in named)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_data_gives_the_same_bytes(still: Base, form: str) -> None:
    assert still.report(form) == still.report(form)


def test_the_page_allows_its_one_script_and_no_other(still: Base) -> None:
    text = still.report("html")
    (script,) = re.findall(r"<script>(.*?)</script>", text, flags=re.DOTALL)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    allowed = policy[1].replace("&#39;", "'").split("; ")
    assert f"script-src {script_hash(script)}" in allowed and "default-src 'none'" in allowed
    assert not re.search(r"\son[a-z]+=", re.sub(r'"[^"]*"', '""', text))
    assert "<script" not in still.report("html", pictures=0)


def test_a_file_that_is_gone_leaves_a_sentence_and_the_report(base: Base) -> None:
    (base.folder / "before.tif").unlink()
    text = base.report("html")
    assert len(pictures(text)) == 1
    assert "No picture before:" in text and "no longer there" in text
    assert "1 picture of 2 cannot be shown" in text
    assert "<script" not in text, "there is nothing to slide"


def test_more_changes_than_pictures_are_said(base: Base) -> None:
    third = base.image("third.tif", "2024-12-14T08:00:00Z", ())
    base.log.look_add(
        SITE, image=third, none=["An-124"], complete_for=["transport"], visible={"elsewhere": 1.0}
    )
    shown = json.loads(base.report("json", pictures=1))
    assert len(shown["figures"]) == 1
    assert any("no pictures in this report" in said for said in shown["not_pictured"])
    assert json.loads(base.report("json", pictures=0))["figures"] == []


def test_an_image_without_a_place_is_shown_as_it_lies(base: Base) -> None:
    from PIL import Image

    path = base.folder / "press.png"
    Image.linear_gradient("L").save(path)
    lines: list[dict[str, str]] = []
    base.log.import_images(
        [path], sites=[SITE], set_fields={"when": "2024-12-14T08:00:00Z"}, on_outcome=lines.append
    )
    image = lines[0]["image"]
    look = base.log.look_add(SITE, image=image, saw=["An-124=3"])
    base.log.marks_add(image, boxes([(40, 40), (120, 40), (40, 120)]), look=look.id)
    figure = json.loads(base.report("json"))["figures"][-1]
    assert figure["same_ground"] is False
    shown = figure["pictures"][1]["derivation"]
    assert shown["ground"] is None and shown["metres_per_pixel"] is None and len(shown["marks"]) == 3


@pytest.mark.parametrize("form", FORMS)
def test_what_may_not_be_published_is_left_out_and_said(base: Base, form: str) -> None:
    base.log.image_publish(base.before, "no", reason="the provider forbids it")
    text = base.report(form)
    assert "before.tif" not in text
    assert "neither named nor shown: the provider forbids it." in text
    assert "may not be published (the provider forbids it)" in text.replace("\\", "")
    assert base.before in text, "its sha256 still tells which file a count rests on"
    if form == "html":
        assert len(pictures(text)) == 1


def test_of_two_images_of_one_pass_that_which_may_be_shown_is_shown(base: Base) -> None:
    from report.pictured import BEFORE

    again = base.image("again.tif", "2024-12-10T08:00:02Z", BEFORE, shade=100)
    base.look(again, BEFORE)
    for forbidden, shown in ((base.before, again), (again, base.before)):
        base.log.image_publish(forbidden, "no", reason="the provider forbids it")
        figure = json.loads(base.report("json"))["figures"][0]
        assert figure["pictures"][0]["derivation"]["image"] == shown
        base.log.undo()


@pytest.mark.parametrize("form", FORMS)
def test_credit_without_pixels(base: Base, form: str) -> None:
    base.log.image_publish(base.before, "credit", reason="press licence", attribution="A Provider")
    text = base.report(form, pictures=0)
    assert "before.tif" in text and "named and credited, but not shown: press licence." in text


def test_a_strict_report_shows_only_what_somebody_allowed(base: Base) -> None:
    base.log.image_publish(base.after, "yes", reason="our own licence", attribution="A Provider")
    (figure,) = json.loads(base.report("json", publish=True))["figures"]
    before, after = figure["pictures"]
    assert "nobody has said" in before["missing"] and after["missing"] is None
    assert after["credit"] == "credit: A Provider"


@pytest.mark.parametrize("form", FORMS)
def test_a_redacted_report_names_nobody_and_says_so(tmp_path: Path, form: str) -> None:
    base = Base(str(tmp_path / "obslog.db"), tmp_path / "images", analyst="Zuleika Dobson")
    third = base.image("third.tif", "2024-12-14T08:00:00Z", ())
    base.log.look_add(
        SITE, image=third, saw=["Il-76=1; because a source in the tower saw it"], remarks="ask the tower again",
        visible={"elsewhere": 1.0},
    )  # fmt: skip
    base.log.image_publish(third, "credit", reason="promised to the man in the tower")
    plain, redacted = base.report(form, pictures=0), base.report(form, pictures=0, redact=True)
    assert "Zuleika" in plain and "in the tower" in plain
    assert "Zuleika" not in redacted and "tower" not in redacted
    assert "Redacted:" in redacted and "analyst 1" in redacted
    assert "Redacted:" not in plain


def test_markdown_has_its_pictures_beside_it_when_asked(base: Base) -> None:
    path = base.written("change report.md", picture_files=True)
    folder = base.folder / "change report.pictures"
    linked = re.findall(r"\]\(([^)]+)\)", path.read_text())
    assert linked == ["change%20report.pictures/P1-before.png", "change%20report.pictures/P1-after.png"]
    assert sorted(one.name for one in folder.iterdir()) == ["P1-after.png", "P1-before.png"]
    assert base.log.verify_report(path).findings == ()
    (folder / "P1-after.png").write_bytes((folder / "P1-before.png").read_bytes())
    (folder / "P1-before.png").unlink()
    told = base.log.verify_report(path).findings
    assert len(told) == 2 and all(said.startswith("picture P1-") for said in told)
    with pytest.raises(WordError, match="go with"):
        base.written("report.html", picture_files=True)


def test_a_log_open_for_reading_writes_no_file_that_it_could_not_record(still: Base, tmp_path: Path) -> None:
    with open_log(still.where, read_only=True) as log:
        for sites in (SITE, [SITE]):
            with pytest.raises(RefusedError, match="reading only"):
                log.report(sites, output=tmp_path / "report.md")
        assert not (tmp_path / "report.md").exists()
        assert log.report(SITE, form="md", pictures=0).startswith("# ")


def test_a_decision_is_one_entry_with_its_reason_and_can_be_undone(base: Base) -> None:
    base.log.image_publish(base.before, "no", reason="a risk to people there")
    assert base.log.image_show(base.before).publication == "no"
    base.log.undo()
    assert base.log.image_show(base.before).publication is None
    assert base.log.verify() == ()
