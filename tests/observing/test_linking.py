"""Images of one acquisition are one source: linked by their instant, or by the analyst, who can part them again."""

from __future__ import annotations

import pytest

from observing.scene import SITE, Airfield
from obslog.model.errors import RefusedError

DAY = "2024-12-13T08:12:11Z"


def restated(field: Airfield, image: str, platform: str) -> str:
    from obslog.store.journal import Actor, Update

    ws = field.log._desk.ws
    ws.write("image", Actor("a"), [Update("images", image, {"platform": None}, {"platform": platform})])
    return image


def test_a_crop_linked_to_its_scene_is_the_same_pass_and_the_same_source(field: Airfield) -> None:
    scene = field.image(DAY)
    crop = field.crop("2024-12-13")
    first = field.log.look_add(SITE, image=scene, saw=["An-124=2+"])
    second = field.log.look_add(SITE, image=crop, saw=["An-124=2"])
    assert len(field.log.find("An-124", at_least=2, certain=False)) == 2
    done = field.log.image_link([scene[:10], crop], reason="the same shadows")
    assert {image.id for image in done.images} == {scene, crop}
    (acquisition,) = {image.acquisition_id for image in done.images}
    assert {field.log.look_show(look.id).acquisition_id for look in (first, second)} == {acquisition}
    (found,) = field.log.find("An-124", at_least=2, certain=False)
    assert found.bounds.lo == 2
    assert field.log.verify() == ()
    field.log.undo()
    assert field.log.image_show(crop).acquisition_id is None
    assert field.log.look_show(second.id).acquisition_id is None
    assert field.log.verify() == ()


def test_counts_of_linked_images_are_bounds_of_one_number_not_added(field: Airfield) -> None:
    scene, crop = field.image(DAY), field.crop("2024-12-13")
    for image in (scene, crop):
        field.log.look_add(SITE, image=image, saw=["An-124=2@north"])
    field.log.image_link([scene, crop], reason="one picture")
    (found,) = field.log.find("An-124", at_least=2)
    assert found.bounds.lo == 2
    assert field.log.find("An-124", at_least=3) == ()


def test_whoever_shared_an_acquisition_comes_along(field: Airfield) -> None:
    first, second, third = field.image(DAY), field.crop(), field.crop()
    field.log.image_link([first, second], reason="a crop")
    done = field.log.image_link([second, third], reason="a re-post of the crop")
    assert {image.id for image in done.images} == {first, second, third}
    with pytest.raises(RefusedError, match="already"):
        field.log.image_link([first, third], reason="again")


def test_an_undated_crop_is_named_with_the_command_that_dates_it(field: Airfield) -> None:
    scene, crop = field.image(DAY), field.crop()
    (said,) = field.log.image_link([scene, crop], reason="a crop").warnings
    assert f"obslog image date {crop[:12]} {DAY}" in said
    assert not field.log.image_show(crop).identity.when.is_dated


def test_two_good_dates_apart_are_two_passes_and_a_weak_one_is_a_warning(field: Airfield) -> None:
    scene, other = field.image(DAY), field.image("2024-12-15T07:02:00Z")
    with pytest.raises(RefusedError, match="two passes; correct a date first"):
        field.log.image_link([scene, other], reason="one")
    assert field.log.image_show(scene).acquisition_id is None
    crop = field.crop()
    field.log.image_date(crop, "2024-12-10", reason="as printed", basis="caption")
    (said,) = field.log.image_link([scene, crop], reason="one").warnings
    assert "13 Dec 2024" in said and "10 Dec 2024" in said


def test_a_parted_image_is_alone_and_stays_alone(field: Airfield) -> None:
    scene, crop = field.image(DAY), field.crop()
    look = field.log.look_add(SITE, image=crop, saw=["An-124=1"])
    field.log.image_link([scene, crop], reason="one")
    (parted,) = field.log.image_unlink([crop], reason="the crane has moved").images
    kept = field.log.image_show(scene)
    assert parted.acquisition_id not in (None, kept.acquisition_id)
    assert field.log.look_show(look.id).acquisition_id == parted.acquisition_id
    with pytest.raises(RefusedError, match="no other image"):
        field.log.image_unlink([crop], reason="again")
    assert field.log.verify() == ()


@pytest.mark.parametrize("images", [["only"], ["only", "only"]])
def test_one_image_is_nothing_to_link(field: Airfield, images: list[str]) -> None:
    scene = field.image(DAY)
    with pytest.raises(RefusedError, match="two different images"):
        field.log.image_link([scene for _ in images], reason="x")


def test_a_corrected_date_leaves_the_acquisition_of_the_old_instant(field: Airfield) -> None:
    scene = restated(field, field.image(DAY), "skysat-c12")
    first = field.log.image_date(scene, "2024-12-14T09:00:00Z", reason="the label was of the day before")
    other = restated(field, field.image("2024-12-15T09:00:00Z"), "skysat-c12")
    moved = field.log.image_date(other, "2024-12-14T09:00:00.4Z", reason="the same scene")
    assert first.acquisition_id is not None and moved.acquisition_id == first.acquisition_id
    assert field.log.image_date(other, "2024-12-14", reason="the hour is not known").acquisition_id is None
    assert field.log.verify() == ()


def test_a_linked_image_keeps_its_acquisition_when_its_date_is_corrected(field: Airfield) -> None:
    scene, crop = field.image(DAY), field.crop()
    (linked, _) = field.log.image_link([scene, crop], reason="one").images
    dated = field.log.image_date(crop, DAY, reason="that of the scene")
    assert dated.acquisition_id == linked.acquisition_id
