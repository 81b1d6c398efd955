"""What a collection costs: a user's own table of prices and smallest orders, in CSV or TOML."""

from __future__ import annotations

import csv
import io
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from obslog.model.errors import WordError
from obslog.model.text import fold
from obslog.tasking.choosing.collecting import names_of

_NEEDED = ("provider", "price_per_km2", "minimum_km2", "currency")
_KNOWN = (*_NEEDED, "collected", "note")
_LARGEST_BYTES = 4_000_000
#: The row that speaks for all that no other names.
_ALL = "*"


@dataclass(frozen=True)
class Price:
    """One row: a provider (a sensor's operator, or one satellite), its price a km2 in `currency` and the least area
    that it bills. `collected` is the chance (0..1) that it accepts and collects an order, where the user knows it."""

    provider: str
    per_km2: float
    minimum_km2: float
    currency: str
    collected: float | None = None


@dataclass(frozen=True)
class Cost:
    """What one opportunity would cost: `amount` in `currency`, for `billed_km2` where `asked_km2` are asked."""

    amount: float
    currency: str
    billed_km2: float
    asked_km2: float
    provider: str

    def words(self) -> str:
        """`375 EUR for 25 km² (the least that Airbus DS bills; 3.1 km² are asked)`."""
        said = f"{money(self.amount)} {self.currency} for {self.billed_km2:.3g} km²"
        if self.billed_km2 <= self.asked_km2 * 1.0001:
            return said
        asked = f"{self.asked_km2:.2g} km² are asked" if self.asked_km2 else "a point is asked"
        return f"{said} (the least that {self.provider} bills; {asked})"

    def wire(self) -> dict[str, object]:
        """As part of a line of JSON."""
        return {
            "amount": self.amount,
            "currency": self.currency,
            "billed_km2": round(self.billed_km2, 4),
            "asked_km2": round(self.asked_km2, 4),
            "provider": self.provider,
        }


def money(amount: float) -> str:
    """An amount as it is written: `1,250`, `12.50`."""
    return f"{amount:,.0f}" if amount == round(amount) else f"{amount:,.2f}"


@dataclass(frozen=True)
class Prices:
    """A table of prices, by folded provider."""

    rows: Mapping[str, Price]
    name: str = ""

    def of(self, satellite: str, operator: str) -> Price | None:
        """The row of the satellite, else of its operator (`Maxar (Vantor)` answers to either name), else of `*`."""
        for name in names_of(satellite, operator):
            found = self.rows.get(name)
            if found is not None:
                return found
        return self.rows.get(_ALL)


def cost_of(price: Price, area_km2: float, collects: int = 1, biller: str = "") -> Cost | None:
    """What an area costs, taken in so many collects of equal size, each billed for no less than the smallest order.

    `biller` names who bills it where the price speaks for all.
    None where nothing can be said: a point is asked, and the row names no smallest order.
    """
    billed = max(area_km2 / collects, price.minimum_km2) * collects
    if billed <= 0:
        return None
    name = biller if price.provider == _ALL and biller else price.provider
    return Cost(round(billed * price.per_km2, 2), price.currency, billed, area_km2, name)


def read_prices(path: str | Path) -> Prices:
    """A table of prices: CSV with the columns `provider,price_per_km2,minimum_km2,currency[,collected]`, or TOML with
    the same names in tables `[[price]]` (by the file's ending). Raises `WordError` that says where; `OSError`.
    """
    data = Path(path).read_bytes()
    if len(data) > _LARGEST_BYTES:
        raise WordError("prices", str(path), f"{len(data) >> 20} MB is no table of prices")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WordError("prices", str(path), "is no UTF-8 text") from None
    return prices_of(text, str(path), toml=Path(path).suffix.casefold() == ".toml")


def prices_of(text: str, name: str, *, toml: bool = False) -> Prices:
    """As `read_prices`, of a text."""
    rows: dict[str, Price] = {}
    for where, row in _toml_rows(text, name) if toml else _csv_rows(text, name):
        price = _price(row, name, where)
        key = _ALL if price.provider == _ALL else fold(price.provider)
        if not key:
            raise WordError("prices", name, f"{where}: provider {price.provider!r}: name the provider, or *")
        if key in rows:
            raise WordError("prices", name, f"{where}: {price.provider!r} has a price already")
        rows[key] = price
    if not rows:
        raise WordError("prices", name, "holds no price")
    return Prices(rows, name)


def _csv_rows(text: str, name: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    table = csv.DictReader(io.StringIO(text))
    _check_names(table.fieldnames or (), name, "its first line")
    try:
        for given in table:
            row = {key: (value or "").strip() for key, value in given.items() if isinstance(key, str)}
            if any(row.values()):
                yield f"line {table.line_num}", row
    except csv.Error as error:
        raise WordError("prices", name, f"line {table.line_num}: {error}") from None


def _toml_rows(text: str, name: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        read = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise WordError("prices", name, f"is no TOML: {error}") from None
    tables: Any = read.get("price")
    if not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        raise WordError("prices", name, "write one table [[price]] for each provider")
    for number, one in enumerate(tables, 1):
        _check_names(list(one), name, f"price {number}")
        yield f"price {number}", {key: str(value).strip() for key, value in one.items()}


def _check_names(names: Sequence[str], name: str, where: str) -> None:
    missing = [column for column in _NEEDED if column not in names]
    if missing:
        raise WordError("prices", name, f"{where} has no {', '.join(missing)}")
    other = [column for column in names if column not in _KNOWN]
    if other:
        # A misspelt `collected` that is passed over would change figures without a word.
        raise WordError("prices", name, f"{where} has {other[0]!r}: known are {', '.join(_KNOWN)}")


def _price(row: Mapping[str, str], name: str, where: str) -> Price:
    def number(column: str) -> float:
        text = row.get(column, "")
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0:
            raise WordError("prices", name, f"{where}: {column} {text!r} is no number of 0 or more")
        return value

    currency = row["currency"].upper()
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha()):
        raise WordError("prices", name, f"{where}: currency {row['currency']!r}: three letters, such as EUR")
    collected = number("collected") if row.get("collected") else None
    if collected is not None and collected > 1:
        raise WordError("prices", name, f"{where}: collected {row['collected']!r} is no share from 0 to 1")
    return Price(row["provider"], number("price_per_km2"), number("minimum_km2"), currency, collected)
