"""Element sets kept in the log: nothing twice, nothing half, each time served by the nearest, an undo takes them away."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commandline import obslog as run
from obslog.demo import SATELLITES
from obslog.model.errors import NotFoundError, ServiceError, StoreError, WordError
from obslog.orbits.elements import ElementSet
from obslog.orbits.reading import read_elements
from obslog.store.rows.elements import ELEMENT_SET_COLUMNS, element_set_of, element_set_ops
from obslog.tasking.overhead.elements import elements_for
from obslog.tasking.overhead.sensors import demo_sensors, known_sensors
from orbits.samples import as_tle, low_orbit
from realdata import shared_data
from tasking.port import Port

NIGHT = datetime(2024, 12, 18, tzinfo=UTC)


def catalogue(path: Path, *sets: ElementSet, broken: bool = False) -> Path:
    text = "".join(as_tle(one) for one in sets)
    if broken:
        lines = text.splitlines()
        lines[-1] = lines[-1][:-1] + str((int(lines[-1][-1]) + 1) % 10)
        text = "\n".join(lines) + "\n"
    path.write_text(text, encoding="ascii")
    return path


def test_an_import_is_one_entry_and_the_same_sets_are_not_kept_twice(port: Port, tmp_path: Path) -> None:
    path = catalogue(tmp_path / "three.tle", *(low_orbit(n) for n in (1, 2, 3)))
    before = len(list(port.log.journal()))
    taken = port.log.elements_import([path])
    assert (taken.new, taken.known, taken.satellites, taken.refused) == (3, 0, 3, ())
    again = port.log.elements_import([path])
    assert (again.new, again.known) == (0, 3)
    assert len(list(port.log.journal())) == before + 1
    port.log.undo()
    assert port.log.elements_list() == ()
    assert port.log.elements_import([path]).new == 3


def test_a_dry_run_keeps_nothing(port: Port, tmp_path: Path) -> None:
    path = catalogue(tmp_path / "one.tle", low_orbit(1))
    assert port.log.elements_import([path], dry_run=True).new == 1
    assert port.log.elements_list() == ()


def test_a_wrong_checksum_is_refused_by_its_line_and_the_others_are_taken(port: Port, tmp_path: Path) -> None:
    path = catalogue(tmp_path / "two.tle", low_orbit(1), low_orbit(2), broken=True)
    taken = port.log.elements_import([path])
    assert taken.new == 1
    (refused,) = taken.refused
    assert refused.line == 6 or refused.line == 5
    assert "checksum" in refused.reason


@given(
    st.integers(1, 999_999_999),
    st.datetimes(datetime(1960, 1, 1), datetime(2056, 1, 1)),
    *(
        st.floats(low, high, allow_nan=False)
        for low, high in ((0.9, 16), (0, 0.9), (0, 180), (0, 360), (-1, 1))
    ),
)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_goes_into_the_history_comes_back_as_it_was(
    number: int, epoch: datetime, motion: float, eccentricity: float, tilt: float, angle: float, drag: float
) -> None:
    one = ElementSet(
        number, "TEST", epoch.replace(tzinfo=UTC), motion, eccentricity, tilt, angle, angle, angle, drag,
        drag / 10, drag / 100, "2024-001A", "a.json omm 1",
    )  # fmt: skip
    (op,) = element_set_ops([one])
    back = element_set_of([op.row[name] for name in ELEMENT_SET_COLUMNS])
    assert back == one and back.key == one.key


def test_each_time_is_served_by_the_sets_near_it_and_the_nearest_beyond(port: Port, tmp_path: Path) -> None:
    epochs = [NIGHT + timedelta(days=d) for d in (-100, -60, -20, 0, 20, 60, 100)]
    path = catalogue(tmp_path / "years.tle", *(low_orbit(1, epoch=epoch) for epoch in epochs))
    port.log.elements_import([path])
    found = elements_for(port.log._desk, NIGHT, NIGHT + timedelta(days=1))
    days = sorted(round((one.epoch - NIGHT) / timedelta(days=1)) for one in found)
    assert days == [-60, -20, 0, 20, 60]


def test_passes_use_the_log_and_each_instant_its_nearest_set(port: Port, tmp_path: Path) -> None:
    sets = [low_orbit(1, epoch=NIGHT + timedelta(days=d)) for d in (-4, 4)]
    port.log.elements_import([catalogue(tmp_path / "two.tle", *sets)])
    found = port.log.passes(sites=["Tartus"], start=NIGHT - timedelta(days=4), days=8, all_satellites=True)
    assert found.passes
    for one in found.passes:
        assert one.element_age_days <= 4.01
    named = port.log.passes([tmp_path / "two.tle"], ["Tartus"], NIGHT - timedelta(days=4), 8)
    assert [one.wire() for one in named.passes] == [one.wire() for one in found.passes]


def test_only_satellites_of_the_table_are_asked_of_a_whole_catalogue(port: Port, tmp_path: Path) -> None:
    port.log.elements_import([SATELLITES, catalogue(tmp_path / "other.tle", low_orbit(1, epoch=NIGHT))])
    names = {one.satellite for one in port.log.passes(sites=["Tartus"], start=NIGHT, days=2).passes}
    assert names and names <= {f"DEMO-{n}" for n in range(1, 7)}
    more = port.log.passes(sites=["Tartus"], start=NIGHT, days=2, all_satellites=True).passes
    assert "TEST-1" in {one.satellite for one in more}


def test_old_elements_are_refused_unless_the_user_says_stale(port: Port) -> None:
    port.log.elements_import([SATELLITES])
    late = NIGHT + timedelta(days=60)
    found = port.log.passes(sites=["Tartus"], start=late, days=1)
    assert found.passes == ()
    assert any("passes beyond 30 days are left out" in message for message in found.messages)
    found = port.log.passes(sites=["Tartus"], start=late, days=1, stale=True)
    assert found.passes and min(one.element_age_days for one in found.passes) > 30


def test_a_log_without_elements_says_what_to_do(port: Port) -> None:
    with pytest.raises(NotFoundError, match="obslog elements import FILE"):
        port.log.passes(sites=["Tartus"], start=NIGHT, days=1)


def test_the_start_is_the_clock_of_the_log_and_all_its_sites_are_asked(port: Port) -> None:
    port.log.elements_import([SATELLITES])
    found = port.log.passes(days=1).passes
    assert {one.place for one in found} == {"Tartus"}
    assert all(port.now <= one.rise <= port.now + timedelta(days=1) for one in found)


def test_the_demo_satellites_say_that_they_are_made_up() -> None:
    sets = [one for one in read_elements(SATELLITES.read_bytes()) if isinstance(one, ElementSet)]
    table = {sensor.norad_id: sensor for sensor in demo_sensors()}
    assert [one.name for one in sets] == [f"DEMO-{n}" for n in range(1, 7)]
    for one in sets:
        assert one.norad_id in table and "no such satellite flies" in table[one.norad_id].note
        assert one.norad_id > 900_000 and one.epoch.strftime("%Y-%m") == "2024-12"
    assert all("made up" in each["COMMENT"] for each in json.loads(SATELLITES.read_text()))


def test_a_table_of_ones_own_goes_before_the_one_that_ships(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "obslog").mkdir()
    own = tmp_path / "obslog" / "sensors.csv"
    own.write_text("name,norad_id,sensor_type,gsd_m\nWorldView-3,40115,optical,0.29\nOURS-1,123456,sar,1\n")
    table = {sensor.norad_id: sensor for sensor in known_sensors()}
    assert (table[40115].gsd_m, table[123456].kind) == (0.29, "sar")
    own.write_text("name,norad_id,sensor_type,gsd_m\nX,1,optical,wide\n")
    with pytest.raises(WordError, match=r"sensors\.csv.*line 2.*wide"):
        known_sensors()


class _Catalogue(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        pages = {
            "/good": (200, SATELLITES.read_bytes()),
            "/page": (200, b"<html><body>Sign in</body></html>"),
            "/away": (302, b""),
        }
        status, body = pages.get(self.path.partition("?")[0], (404, b"nothing here"))
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "http://example.com/good")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    httpd = HTTPServer(("127.0.0.1", 0), _Catalogue)
    thread = threading.Thread(target=httpd.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    httpd.server_close()
    thread.join()


def test_an_address_is_asked_when_it_is_given_and_its_secrets_stay_out(harbour: Port, server: str) -> None:
    assert harbour.log.elements_import([f"{server}/good?key=secret"]).new == 6
    assert "secret" not in Path(harbour.log.name).read_bytes().decode("latin-1")
    assert (
        "/good" in next(entry for entry in harbour.log.journal() if entry.action == "elements import").summary
    )
    for page, error in (("/page", WordError), ("/missing", ServiceError), ("/away", ServiceError)):
        with pytest.raises(error) as caught:
            harbour.log.elements_import([server + page])
        assert "\n" not in str(caught.value)
    with pytest.raises(WordError, match="http"):
        harbour.log.elements_import(["ftp://127.0.0.1/good"])


def test_a_log_opened_for_reading_keeps_no_elements(harbour: Port, tmp_path: Path) -> None:
    from obslog.log import open_log

    with open_log(harbour.log.name, read_only=True) as log, pytest.raises(StoreError, match="reading"):
        log.elements_import([SATELLITES])


def test_from_the_command_line(tmp_path: Path) -> None:
    log = str(tmp_path / "obslog.db")
    run("init", log).ok()
    run("site", "add", "Tartus", "--at", "34.91,35.87", log=log).ok()
    bad = catalogue(tmp_path / "bad.tle", low_orbit(1), low_orbit(2), broken=True)
    done = run("elements", "import", SATELLITES, bad, log=log)
    assert done.code == 3 and "7 element sets of 7 satellites" in done.out
    assert "bad.tle: line" in done.err
    assert "DEMO-1" in run("elements", "list", log=log).ok().out
    asked = ("passes", "--all-sites", "--start", "2024-12-18", "--days", "1", "--max-off-nadir", "45")
    rows = run(*asked, "--json", log=log).ok().rows
    assert {row["satellite"] for row in rows} <= {f"DEMO-{n}" for n in range(1, 7)}
    wrong = run("passes", "--start", "2024-12-18", log=log)
    assert wrong.code == 2 and wrong.err.count("\n") == 1
    assert "made up" in run("elements", "sensors", "--json").ok().out


def test_a_real_catalogue_is_taken_whole(harbour: Port) -> None:
    folder = shared_data() / "orbits"
    taken = harbour.log.elements_import([folder])
    assert taken.new >= 167
    assert harbour.log.elements_import([folder]).new == 0
