"""Which date an image keeps where an item and a sidecar both state one."""

from __future__ import annotations

from obslog.imagery.claims import Claim
from obslog.imagery.whens import choose_when
from obslog.model.edtf import parse_edtf
from obslog.model.when import Basis


def claim(edtf: str, basis: Basis) -> Claim:
    return Claim(basis, f"a {basis}", parse_edtf(edtf, basis))


def test_an_item_that_states_only_the_day_gives_way_to_the_sidecars_time_on_that_day() -> None:
    when, warnings = choose_when(
        [claim("2024-12-13", Basis.STAC), claim("2024-12-13T08:12:11Z", Basis.SIDECAR)]
    )
    assert (when.edtf, when.basis, warnings) == ("2024-12-13T08:12:11Z", Basis.SIDECAR, ())


def test_a_time_on_another_day_does_not_displace_the_item() -> None:
    when, warnings = choose_when(
        [claim("2024-12-13", Basis.STAC), claim("2024-12-16T08:12:11Z", Basis.SIDECAR)]
    )
    assert when.edtf == "2024-12-13"
    assert "dates disagree" in warnings[0]


def test_an_items_own_instant_stays_and_so_does_its_interval() -> None:
    for stated in ("2024-12-13T08:12:11Z", "2024-12-01/2024-12-31"):
        when, _ = choose_when([claim(stated, Basis.STAC), claim("2024-12-13T08:12:30Z", Basis.SIDECAR)])
        assert when.edtf == stated


def test_a_time_in_the_name_refines_nothing() -> None:
    when, _ = choose_when([claim("2024-12-13", Basis.STAC), claim("2024-12-13T08:12:11Z", Basis.FILE_NAME)])
    assert when.edtf == "2024-12-13"
