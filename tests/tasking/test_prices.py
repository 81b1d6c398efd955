"""Prices: a table of one's own, smallest orders, and every wrong row one line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from obslog.model.errors import WordError
from obslog.tasking.choosing.prices import Price, cost_of, money, prices_of

CSV = """provider,price_per_km2,minimum_km2,currency,collected
Maxar,22,25,EUR,
Planet,8.5,25,EUR,0.9
Pleiades Neo 3,15,10,eur,
"""
TOML = """
[[price]]
provider = "Maxar"
price_per_km2 = 22
minimum_km2 = 25
currency = "EUR"
"""


def test_a_price_is_found_by_satellite_then_operator() -> None:
    prices = prices_of(CSV, "prices.csv")
    assert prices.of("WorldView-3", "Maxar (Vantor)") == Price("Maxar", 22, 25, "EUR")
    assert prices.of("PLEIADES NEO 3", "Airbus DS") == Price("Pleiades Neo 3", 15, 10, "EUR")
    assert prices.of("Pleiades Neo 4", "Airbus DS") is None
    planet = prices.of("SkySat-C1", "Planet")
    assert planet is not None and planet.collected == 0.9


def test_a_star_speaks_for_the_rest() -> None:
    prices = prices_of("provider,price_per_km2,minimum_km2,currency\n*,10,5,USD\n", "p.csv")
    assert prices.of("Anything", "Anyone") == Price("*", 10, 5, "USD")


def test_toml_says_the_same() -> None:
    assert prices_of(TOML, "p.toml", toml=True).of("x", "maxar") == Price("Maxar", 22, 25, "EUR")


def test_no_order_is_smaller_than_the_smallest() -> None:
    price = Price("Maxar", 20, 25, "EUR")
    small, large = cost_of(price, 3.0), cost_of(price, 40.0)
    assert small is not None and (small.amount, small.billed_km2) == (500, 25)
    assert large is not None and (large.amount, large.billed_km2) == (800, 40)
    assert "25 km²" in small.words() and "3 km² are asked" in small.words() and "asked" not in large.words()


def test_ground_in_two_strips_is_two_smallest_orders() -> None:
    cost = cost_of(Price("Maxar", 20, 25, "EUR"), 30.0, collects=2)
    assert cost is not None and cost.amount == 1000


def test_a_point_costs_the_smallest_order_and_without_one_nothing_is_said() -> None:
    assert cost_of(Price("Maxar", 20, 0, "EUR"), 0.0) is None
    point = cost_of(Price("Maxar", 20, 25, "EUR"), 0.0)
    assert point is not None and "a point is asked" in point.words()


def test_amounts_read_as_money() -> None:
    assert (money(1250), money(12.5), money(0)) == ("1,250", "12.50", "0")


@pytest.mark.parametrize(
    ("text", "toml", "says"),
    [
        ("", False, "has no provider, price_per_km2, minimum_km2, currency"),
        ("provider,price_per_km2,minimum_km2,currency\n", False, "holds no price"),
        ("provider,price_per_km2,minimum_km2,currency\nx,-1,0,EUR\n", False, "line 2: price_per_km2 '-1'"),
        ("provider,price_per_km2,minimum_km2,currency\nx,1,inf,EUR\n", False, "line 2: minimum_km2"),
        ("provider,price_per_km2,minimum_km2,currency\nx,1,1,euros\n", False, "line 2: currency"),
        ("provider,price_per_km2,minimum_km2,currency\nx,1,1,EUR\nX,1,1,EUR\n", False, "line 3: 'X' has"),
        ("provider,price_per_km2,minimum_km2,currency\n,1,1,EUR\n", False, "line 2: provider"),
        ("provider,price_per_km2,minimum_km2,currency,colected\nx,1,1,EUR,1\n", False, "'colected'"),
        ("provider,price_per_km2,minimum_km2,currency,collected\nx,1,1,EUR,80\n", False, "collected '80'"),
        ("price = 1", True, "[[price]]"),
        ("not toml at all", True, "is no TOML"),
        ("[[price]]\nprovider = 'x'", True, "price 1 has no price_per_km2"),
    ],
)
def test_a_wrong_table_is_refused_where_it_is_wrong(text: str, toml: bool, says: str) -> None:
    with pytest.raises(WordError) as told:
        prices_of(text, "p", toml=toml)
    assert says in str(told.value) and "\n" not in str(told.value)


@given(st.text(max_size=200), st.booleans())
def test_any_text_is_a_table_or_one_clear_line(text: str, toml: bool) -> None:
    head = "" if toml else "provider,price_per_km2,minimum_km2,currency\n"
    try:
        prices_of(head + text, "p", toml=toml)
    except WordError as error:
        assert "\n" not in str(error)


@given(st.floats(0, 1e4), st.floats(0.01, 1e3), st.floats(0, 1e3), st.integers(1, 9))
def test_more_collects_never_cost_less(area: float, per_km2: float, least: float, collects: int) -> None:
    price = Price("x", per_km2, least, "EUR")
    one, many = cost_of(price, area), cost_of(price, area, collects)
    assert (one is None) == (many is None)
    if one is not None and many is not None:
        assert many.amount >= one.amount - 0.011
