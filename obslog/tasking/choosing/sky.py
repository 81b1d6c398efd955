"""How likely a clear sky is at a site: by a table that the user gives, by the log's own images, or unknown."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from obslog.model.errors import WordError
from obslog.model.images import Image
from obslog.model.text import fold
from obslog.tasking.choosing.choices import CLEAR_CLOUD
from obslog.tasking.percentages import percent

_COLUMNS = ("site", "month", "clear")
#: A row for an hour speaks for the hours this near to it.
_HOURS_NEAR = 3.0
_LARGEST_BYTES = 8_000_000
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


@dataclass(frozen=True)
class ClearSky:
    """How likely the sky is clear: `chance` 0..1, None where it is not known; `basis` is `climatology`, `history`,
    `unknown` or `radar`; `words` says it for a person."""

    chance: float | None
    basis: str
    words: str


@dataclass(frozen=True)
class Climatology:
    """Rows of a user's table: (folded name of a site, month 1..12) -> ((solar hour or None, share clear), ...)."""

    rows: Mapping[tuple[str, int], tuple[tuple[float | None, float], ...]]
    name: str = ""

    def clear(self, names: Iterable[str], month: int, hour: float) -> tuple[float, float | None] | None:
        """(share clear, the hour of its row) of a site under any of its names; None where no row speaks for it."""
        for name in names:
            found = self.rows.get((fold(name), month))
            if not found:
                continue
            timed = [(_apart(at, hour), at, share) for at, share in found if at is not None]
            near = min(timed, default=None)
            if near is not None and near[0] <= _HOURS_NEAR:
                return near[2], near[1]
            whole = [share for at, share in found if at is None]
            if whole:
                return whole[0], None
        return None

    def knows(self, names: Iterable[str]) -> bool:
        """Whether any row is about the site."""
        folded = {fold(name) for name in names}
        return any(site in folded for site, _ in self.rows)


def _apart(a: float, b: float) -> float:
    """Hours between two hours of the day."""
    return min((a - b) % 24.0, (b - a) % 24.0)


def read_climatology(path: str | Path) -> Climatology:
    """A table of `site,month,clear[,hour]`: clear 0..1 or with a percent sign, hour in true solar time, 0..24.

    Raises `WordError` that names line and column; `OSError` where the file cannot be read.
    """
    shown = str(path)
    data = Path(path).read_bytes()
    if len(data) > _LARGEST_BYTES:
        raise WordError("climatology", shown, f"{len(data) >> 20} MB is no table of months")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WordError("climatology", shown, "is no UTF-8 text") from None
    return climatology_of(text, shown)


def climatology_of(text: str, name: str) -> Climatology:
    """As `read_climatology`, of a text."""
    table = csv.DictReader(io.StringIO(text))
    missing = [column for column in _COLUMNS if column not in (table.fieldnames or ())]
    if missing:
        raise WordError(
            "climatology",
            name,
            f"has no column {', '.join(missing)}: its first line is site,month,clear[,hour]",
        )
    rows: dict[tuple[str, int], dict[float | None, float]] = {}
    try:
        for given in table:
            row = {key: (value or "").strip() for key, value in given.items() if isinstance(key, str)}
            if not any(row.values()):
                continue
            site, month, hour, share = _row(row, name, table.line_num)
            of_month = rows.setdefault((site, month), {})
            if hour in of_month:
                raise WordError(
                    "climatology", name, f"line {table.line_num}: that site, month and hour stand there twice"
                )
            of_month[hour] = share
    except csv.Error as error:
        raise WordError("climatology", name, f"line {table.line_num}: {error}") from None
    return Climatology(
        {
            key: tuple(sorted(of.items(), key=lambda h: (h[0] is None, h[0] or 0.0)))
            for key, of in rows.items()
        },
        name,
    )


def _row(row: Mapping[str, str], name: str, line: int) -> tuple[str, int, float | None, float]:
    def wrong(column: str, hint: str) -> WordError:
        return WordError("climatology", name, f"line {line}: {column} {row.get(column, '')!r}: {hint}")

    site = fold(row["site"])
    if not site:
        raise wrong("site", "name the site")
    if not (row["month"].isascii() and row["month"].isdigit() and 1 <= int(row["month"]) <= 12):
        raise wrong("month", "write 1 to 12")
    text = row["clear"]
    percent = text.endswith("%")
    share = _number(text.removesuffix("%").strip())
    share = share / 100 if percent and share is not None else share
    if share is None or not 0 <= share <= 1:
        raise wrong("clear", "write a share from 0 to 1, or 0 to 100 with a percent sign")
    hour = None
    if row.get("hour"):
        hour = _number(row["hour"])
        if hour is None or not 0 <= hour <= 24:
            raise wrong("hour", "write the true solar hour, 0 to 24, or leave it empty")
    return site, int(row["month"]), hour, share


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


@dataclass(frozen=True)
class Sky:
    """What is known of the sky over one site.

    `names` are the site's names, aliases and code; `clouds` holds, by month, the cloud fractions (0..1, of the whole
    scene) of the log's own optical images, one for each acquisition. `max_cloud` is what still counts as clear.
    """

    names: tuple[str, ...] = ()
    climatology: Climatology | None = None
    clouds: Mapping[int, Sequence[float]] = field(default_factory=dict)
    max_cloud: float = CLEAR_CLOUD

    def clear(self, at: datetime, solar_hour: float, kind: str) -> ClearSky:
        """How likely the sky is clear at an instant (UTC; true solar hour) for a sensor of that kind.

        By history it is the mean of a Beta(1 + clear, 1 + cloudy) distribution: Laplace's rule of succession, that of
        a uniform prior. So one clear image gives two thirds, not certainty.
        """
        if kind == "sar":
            return ClearSky(1.0, "radar", "radar: the sky does not matter")
        month = MONTHS[at.month - 1]
        if self.climatology is not None:
            found = self.climatology.clear(self.names, at.month, solar_hour)
            if found is not None:
                share, hour = found
                about = "" if hour is None else f" about {hour:g}h solar"
                return ClearSky(
                    share, "climatology", f"clear sky {percent(share)} in {month}{about} by the table given"
                )
        clouds = self.clouds.get(at.month, ())
        if clouds:
            n, clear = len(clouds), sum(cloud <= self.max_cloud for cloud in clouds)
            chance = (clear + 1) / (n + 2)
            images = "image" if n == 1 else "images"
            return ClearSky(
                chance,
                "history",
                f"clear sky {percent(chance)}, resting on {n} {images} of the log of {month} ({clear} with at most "
                f"{percent(self.max_cloud)} cloud)",
            )
        return ClearSky(
            None, "unknown", f"clear sky unknown: no table of it, no image of {month} with a cloud figure"
        )


def clouds_by_month(images: Iterable[Image]) -> dict[int, tuple[float, ...]]:
    """The cloud fractions of images by the month that they are certainly of, one an acquisition (the least cloudy).

    Crops and re-posts of one acquisition saw one sky. Images of unknown month or without a figure say nothing.
    """
    found: dict[tuple[int, str], float] = {}
    for image in images:
        cloud, when = image.identity.cloud_fraction, image.identity.when
        if cloud is None or not 0 <= cloud <= 1 or when.earliest is None or when.latest is None:
            continue
        first, last = when.earliest, when.latest
        if (first.year, first.month) != (last.year, last.month):
            continue
        key = first.month, image.acquisition_id or image.id
        found[key] = min(cloud, found.get(key, 1.0))
    months: dict[int, list[float]] = {}
    for (month, _), cloud in sorted(found.items()):
        months.setdefault(month, []).append(cloud)
    return {month: tuple(sorted(clouds)) for month, clouds in months.items()}


#: What a reader must know of a chance by the log's own images.
HISTORY_LEANS = (
    "the clear sky by the log's own images leans to clear: images in a log were chosen, and their cloud figures are "
    "those of whole scenes"
)
