"""Witnesses of one image that disagree: the first is kept, and it is said."""

from __future__ import annotations

from obslog.imagery.claims import Claim
from obslog.imagery.disagreements import disagreements
from obslog.imagery.ground import is_trimmed
from obslog.model.when import Basis
from obslog.places.ground import box


def says(witness: str, basis: Basis = Basis.SIDECAR, **fields: str | float) -> Claim:
    return Claim(basis, witness, fields=fields)


def test_two_platforms_are_a_warning() -> None:
    item, sidecar = (
        says("the STAC item", Basis.STAC, platform="worldview-3"),
        says("X.IMD", platform="worldview-2"),
    )
    (said,) = disagreements([item, sidecar])
    assert (
        said == "the STAC item says platform worldview-3, X.IMD says platform worldview-2; the first is kept"
    )


def test_one_platform_spelled_twice_is_none() -> None:
    assert not list(disagreements([says("a", platform="landsat-9"), says("b", platform="LANDSAT_9")]))


def test_a_name_that_tells_the_family_is_not_weighed() -> None:
    item, name = says("a", platform="101c"), says("the file name", Basis.FILE_NAME, platform="planetscope")
    assert not list(disagreements([item, name]))


def test_angles_and_cloud_may_differ_by_rounding_only() -> None:
    one = says("a", sun_elevation_deg=30.0, cloud_fraction=0.5)
    assert not list(disagreements([one, says("b", sun_elevation_deg=31.0, cloud_fraction=0.55)]))
    told = list(disagreements([one, says("b", sun_elevation_deg=40.0, cloud_fraction=0.0)]))
    assert told == [
        "a says sun elevation 30 degrees, b says sun elevation 40 degrees; the first is kept",
        "a says cloud 50%, b says cloud 0%; the first is kept",
    ]


def test_a_stated_scene_within_the_frame_takes_its_collar_off() -> None:
    frame, scene = box(35.0, 35.0, 36.0, 36.0), box(35.2, 35.1, 35.9, 36.0)
    assert is_trimmed(frame, scene)
    assert not is_trimmed(scene, frame)  # a crop of a larger scene keeps its own outline
    assert not is_trimmed(frame, frame)
    assert not is_trimmed(frame, box(35.0, 35.0, 35.01, 35.01))
