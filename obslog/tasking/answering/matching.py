"""An image held against a requirement: each thing that was asked beside what the image says of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from obslog.model.images import Image
from obslog.model.looks import Look, Visible
from obslog.model.orders import Order
from obslog.model.places import ELSEWHERE, Geometry, Site
from obslog.model.requirements import Check, Fit, Match, Needs, Requirement, SensorKind
from obslog.model.resolving import niirs_of_gsd
from obslog.orbits.sensors import Sensor
from obslog.tasking.answering.delivery import order_of, plain
from obslog.tasking.needs.asking import Ground, moment_text
from obslog.tasking.percentages import percent

#: A GSD is met within this share of what was asked: figures are rounded in orders and in sidecars alike.
GSD_ROOM = 0.005
#: The NIIRS that a GSD lets expect is good to half a level (GIQE 5 against graded images, model/resolving.py).
NIIRS_ROOM = 0.5
#: An image dated no better than this tells no height of the sun.
_SUN_KNOWN = timedelta(hours=1)
#: Words in the name of an instrument or platform that only a radar has.
_RADAR = re.compile(r"\b(?:[a-z]-)?sar\b|sentinel-?1|iceye|capella|umbra|radarsat|cosmo|\bcsk|\bcsg|terrasar|tandem"
                    r"|\bpaz\b|saocom|novasar|palsar|gaofen-?3\b|risat")  # fmt: skip
#: Words that only a camera has: kinds of instrument, and instruments and platforms older than the table of sensors.
_CAMERA = re.compile(r"\b(?:camera|optical|pan|multispectral|msi|oli|etm\+?|tirs|pan-sharpened|avnir|geoton|aster"
                     r"|quickbird|ikonos|orbview|rapideye|planetscope|skysat|kompsat-[23]a?"
                     r"|spot-[1-7])(?![a-z])")  # fmt: skip


@dataclass(frozen=True)
class Before:
    """What is known beside the image: its closed looks at the site, images judged to answer a part before it, the
    orders of the requirement, the sensors that are known, and the share of the ground asked for that each part of the
    site has (`shares_of`; empty where that is not known)."""

    looks: Sequence[Look] = ()
    parts: Sequence[Image] = ()
    orders: Sequence[Order] = ()
    sensors: Sequence[Sensor] = ()
    shares: Mapping[str, float] = field(default_factory=dict)


def shares_of(asked: Requirement, site: Site) -> dict[str, float]:
    """Area id -> its share of the ground of the whole site; empty where a part is asked, or an area is not drawn."""
    from obslog.places.ground import area_m2, remainder

    drawn = {area.id: area.geometry for area in site.areas if area.geometry is not None}
    if asked.area_id or asked.geometry or site.geometry is None or len(drawn) < len(site.areas):
        return {}
    rest = remainder(site.geometry, list(drawn.values()))
    sizes = {part: area_m2(shape) for part, shape in {**drawn, ELSEWHERE: rest}.items()}
    return {part: size / sum(sizes.values()) for part, size in sizes.items()}


def match(asked: Requirement, ground: Ground, image: Image, before: Before, now: datetime) -> Match:
    """Hold an image against a requirement at `now` (aware UTC). What an image does not say is unknown, never met.

    `together` is the share of the ground that this image shows with those judged to answer a part.
    """
    from obslog.places.ground import disc, overlap_share, union

    needs = asked.needs
    shape: Geometry = ground.geometry or disc(ground.lon, ground.lat, 1.0)
    known = image.ground is not None or image.identity.footprint is not None
    covered = (overlap_share(image.ground, shape) if image.ground is not None else 0.0) if known else None
    together = covered
    others = [one.ground for one in before.parts if one.ground is not None and one.id != image.id]
    if image.ground is not None and others:
        together = overlap_share(union([image.ground, *others]), shape)
    kind = sensor_of(image, before.sensors)
    checks = [_ground(needs, ground, image, covered, together, len(others)), _time(needs, image)]
    if needs.useful_until is not None:
        checks.append(_use(needs.useful_until, now))
    if needs.sensor is not SensorKind.ANY:
        checks.append(_sensor(needs.sensor, kind, image))
    checks += _sharpness(needs, image, kind)
    if needs.max_off_nadir_deg is not None:
        checks.append(_off_nadir(needs.max_off_nadir_deg, image))
    if needs.min_sun_deg is not None:
        checks.append(_sun(needs.min_sun_deg, image, ground, kind))
    if needs.max_cloud is not None:
        checks.append(_cloud(needs.max_cloud, asked, image, shape, before, kind))
    order = order_of(image, before.orders)
    return Match(asked.id, image.id, tuple(checks), covered, together, None if order is None else order.id)


def sensor_of(image: Image, sensors: Iterable[Sensor] = ()) -> SensorKind | None:
    """Optical or SAR, by the platform in the table of sensors or by what the instrument is called; None: not said."""
    platform = plain(image.identity.platform)
    for sensor in sensors:
        if platform and plain(sensor.name) == platform:
            return SensorKind(sensor.kind)
    words = f"{image.identity.platform or ''} {image.identity.instrument or ''}".casefold().replace("_", "-")
    if _RADAR.search(words):
        return SensorKind.SAR
    return SensorKind.OPTICAL if _CAMERA.search(words) or image.identity.cloud_fraction is not None else None


def _ground(
    needs: Needs, ground: Ground, image: Image, covered: float | None, together: float | None, others: int
) -> Check:
    asked = f"{percent(needs.min_covered)} of {ground.words}"
    if covered is None or together is None:
        return Check("ground", asked, "it has no place on the ground", Fit.UNKNOWN)
    found = f"{percent(covered)} of it"
    if others and together > covered:
        found += f", {percent(together)} together with {_images(others)} accepted before"
    if ground.stands_in and 0 < together < 1:
        return Check("ground", asked, f"{found}; whether that shows it is not drawn", Fit.UNKNOWN)
    enough = together > 0 and together >= needs.min_covered
    if not enough:
        return Check("ground", asked, found, Fit.NOT_MET)
    if not image.decoded:
        return Check(
            "ground", asked, f"{found} by its outline; its pixels were not looked through", Fit.UNKNOWN
        )
    return Check("ground", asked, found, Fit.MET)


def _images(number: int) -> str:
    return "one image" if number == 1 else f"{number} images"


def _time(needs: Needs, image: Image) -> Check:
    asked = f"{moment_text(needs.earliest)} to {moment_text(needs.latest)}"
    when = image.identity.when
    if when.earliest is None or when.latest is None:
        return Check(
            "time", asked, "it is not dated" if when.earliest is None else when.describe(), Fit.UNKNOWN
        )
    if when.latest < needs.earliest or when.earliest > needs.latest:
        return Check("time", asked, when.describe(), Fit.NOT_MET)
    inside = needs.earliest <= when.earliest and when.latest <= needs.latest
    return Check("time", asked, when.describe(), Fit.MET if inside else Fit.UNKNOWN)


def _use(until: datetime, now: datetime) -> Check:
    return Check(
        "use",
        f"an answer by {moment_text(until)}",
        moment_text(now),
        Fit.MET if now <= until else Fit.NOT_MET,
    )


def _sensor(wanted: SensorKind, kind: SensorKind | None, image: Image) -> Check:
    one = image.identity
    name = ", ".join(part for part in (one.platform, one.instrument) if part)
    if kind is None:
        return Check("sensor", str(wanted), f"{name}: not said" if name else "not said", Fit.UNKNOWN)
    found = f"{kind} ({name})" if name else str(kind)
    return Check("sensor", str(wanted), found, Fit.MET if kind is wanted else Fit.NOT_MET)


def _sharpness(needs: Needs, image: Image, kind: SensorKind | None) -> Iterable[Check]:
    gsd = image.identity.gsd_m
    if needs.max_gsd_m is not None:
        asked = f"at most {needs.max_gsd_m:g} m a pixel"
        if gsd is None:
            yield Check("GSD", asked, "not said", Fit.UNKNOWN)
        else:
            met = gsd <= needs.max_gsd_m * (1 + GSD_ROOM)
            yield Check("GSD", asked, f"{gsd:.3g} m", Fit.MET if met else Fit.NOT_MET)
    if needs.min_niirs is not None:
        asked = f"at least NIIRS {needs.min_niirs:g}"
        if kind is SensorKind.SAR or gsd is None:
            why = "a radar image has none on this scale" if kind is SensorKind.SAR else "not said"
            yield Check("NIIRS", asked, why, Fit.UNKNOWN)
        else:
            level = niirs_of_gsd(gsd)
            fit = Fit.MET if level >= needs.min_niirs else Fit.UNKNOWN
            if level < needs.min_niirs - NIIRS_ROOM:
                fit = Fit.NOT_MET
            yield Check("NIIRS", asked, f"about {level:.1f}, from its GSD, good to half a level", fit)


def _off_nadir(most: float, image: Image) -> Check:
    asked, one = f"at most {most:g} degrees off nadir", image.identity
    if one.off_nadir_deg is not None:
        angle = abs(one.off_nadir_deg)
        return Check("off-nadir", asked, f"{angle:.1f} degrees", Fit.MET if angle <= most else Fit.NOT_MET)
    if one.incidence_deg is None:
        return Check("off-nadir", asked, "not said", Fit.UNKNOWN)
    # The Earth is round: the angle of incidence is never the smaller one.
    found = f"not said; incidence {one.incidence_deg:.1f} degrees, and off-nadir is never more"
    return Check("off-nadir", asked, found, Fit.MET if one.incidence_deg <= most else Fit.UNKNOWN)


def _sun(least: float, image: Image, ground: Ground, kind: SensorKind | None) -> Check:
    asked = f"sun at least {least:g} degrees up"
    if kind is SensorKind.SAR:
        return Check("sun", asked, "radar needs none", Fit.MET)
    if image.identity.sun_elevation_deg is not None:
        height = image.identity.sun_elevation_deg
        return Check("sun", asked, f"{height:.1f} degrees", Fit.MET if height >= least else Fit.NOT_MET)
    when = image.identity.when
    if when.earliest is None or when.latest is None or when.latest - when.earliest > _SUN_KNOWN:
        return Check("sun", asked, "not said, and its time is not known well enough", Fit.UNKNOWN)
    low, high = sorted(_height(moment, ground) for moment in (when.earliest, when.latest))
    fit = Fit.MET if low >= least else Fit.NOT_MET if high < least else Fit.UNKNOWN
    return Check("sun", asked, f"{low:.1f} degrees, worked out from its time", fit)


def _height(moment: datetime, ground: Ground) -> float:
    """The sun's elevation in degrees over the place asked for."""
    import numpy as np

    from obslog.orbits.sun import sun_elevation_deg

    lon, lat = np.radians(ground.lon), np.radians(ground.lat)
    normal = np.array([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
    return float(sun_elevation_deg(np.array(moment.timestamp()), normal))


def _cloud(
    most: float,
    asked: Requirement,
    image: Image,
    shape: Geometry,
    before: Before,
    kind: SensorKind | None,
) -> Check:
    words = f"at most {percent(most)} of it in cloud"
    if kind is SensorKind.SAR:
        return Check("cloud", words, "radar sees through it", Fit.MET)
    looks = before.looks
    told = next((look for look in reversed(looks) if _says_what_it_saw(asked, look)), None)
    if told is not None:
        return _seen(most, words, asked, told, before.shares)
    cloud = image.identity.cloud_fraction
    if cloud is None:
        who = f"look {looks[-1].id[-8:]} does not say what it hid" if looks else "nobody has looked"
        return Check("cloud", words, f"not said, and {who}", Fit.UNKNOWN)
    low, high = _over(cloud, image, shape)
    fit = Fit.MET if high <= most else Fit.NOT_MET if low > most else Fit.UNKNOWN
    where = "" if cloud in (0.0, 1.0) else ", not said where"
    return Check("cloud", words, f"{percent(cloud)} of the scene{where}", fit)


def _over(cloud: float, image: Image, shape: Geometry) -> tuple[float, float]:
    """The least and the most of the ground that can lie in cloud, where that share of the whole scene does."""
    from obslog.places.ground import area_m2, overlap_share

    if image.ground is None:
        return 0.0, 1.0
    scene, of_it = area_m2(image.ground), overlap_share(image.ground, shape) * area_m2(shape)
    if of_it <= 0:
        return 0.0, 1.0
    return max(0.0, (cloud * scene - (scene - of_it)) / of_it), min(1.0, cloud * scene / of_it)


def _asked_parts(asked: Requirement, look: Look) -> dict[str, Visible]:
    """What the look says of the parts that were asked for; empty where it says nothing of them."""
    if asked.area_id is None:
        return dict(look.visible)
    return {part: seen for part, seen in look.visible.items() if part == asked.area_id}


def _says_what_it_saw(asked: Requirement, look: Look) -> bool:
    """Whether the analyst stated how much could be seen: a share by the footprint knows of no cloud."""
    parts = _asked_parts(asked, look).values()
    return bool(parts) and all(part.basis == "stated" and part.fraction is not None for part in parts)


def _seen(most: float, words: str, asked: Requirement, look: Look, shares: Mapping[str, float]) -> Check:
    """What an analyst could see of the ground decides, where somebody has looked: of all of it where each part's share
    is known, else of the part that was hidden most."""
    parts = _asked_parts(asked, look)
    hidden = {
        part: round(1.0 - seen.fraction, 9) for part, seen in parts.items() if seen.fraction is not None
    }
    whole = sum(shares.get(part, 0.0) for part in hidden)
    worst = max(hidden, key=lambda part: hidden[part])
    most_hidden, of_what = hidden[worst], "a part"
    if whole > 0 and set(hidden) <= set(shares):
        most_hidden, of_what = sum(shares[part] * each for part, each in hidden.items()) / whole, "it"
    named = f"(look {look.id[-8:]})"
    if most_hidden <= most:
        found = (
            "all of it was seen" if hidden[worst] == 0 else f"at most {percent(most_hidden)} of it was hidden"
        )
        return Check("cloud", words, f"{found} {named}", Fit.MET)
    reasons = {part: parts[part].reason or "" for part, each in hidden.items() if each > 0}
    why = f" ({reasons[worst]})" if reasons[worst] else ""
    found = f"{percent(most_hidden)} of {of_what} could not be seen{why} {named}"
    clouded = all("cloud" in because.casefold() for because in reasons.values())
    # Of parts whose sizes are not known, only what holds of each holds of the whole.
    over = clouded and (of_what == "it" or min(hidden.values()) > most)
    return Check("cloud", words, found, Fit.NOT_MET if over else Fit.UNKNOWN)
