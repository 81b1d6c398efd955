"""How fast passes are found: CPU time beside skyfield's find_events and beside the bare SGP4 grid, in one run.

Give a file of element sets; without one, made-up low orbits are used. Prints times and ratios; asserts nothing.
"""

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
from obslog.orbits.access import Limits, find_windows
from obslog.orbits.elements import ElementSet
from obslog.orbits.frames import UNIX_JD, site_position
from obslog.orbits.grid import make_grid
from obslog.orbits.reading import read_elements
from orbits.samples import as_tle, low_orbit

DAYS = 14


def cpu(call: Callable[[], Any], times: int = 3) -> float:
    """The least CPU time of a few runs, seconds."""
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        call()
        best = min(best, time.process_time() - start)
    return best


def bare_sgp4(elements: list[ElementSet], seconds: Any) -> None:
    """The propagator alone, on the same grid."""
    from sgp4.api import SatrecArray

    days = np.floor(seconds / 86400.0)
    SatrecArray([e.satrec() for e in elements]).sgp4(days + UNIX_JD, (seconds - days * 86400.0) / 86400.0)


def skyfield_events(elements: list[ElementSet], lat: float, lon: float, start: datetime) -> None:
    """The peer: find_events for each satellite."""
    from skyfield.api import EarthSatellite, load, wgs84

    ts = load.timescale(builtin=True)
    site = wgs84.latlon(lat, lon)
    t0, t1 = ts.from_datetime(start), ts.from_datetime(start + timedelta(days=DAYS))
    for e in elements:
        EarthSatellite.from_satrec(e.satrec(), ts).find_events(site, t0, t1, altitude_degrees=10.0)


def main() -> None:
    """Print the table."""
    if len(sys.argv) > 1:
        found = [e for e in read_elements(Path(sys.argv[1]).read_bytes()) if isinstance(e, ElementSet)]
    else:
        found = [low_orbit(n) for n in range(1, 168)]
    start = max(e.epoch for e in found).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=UTC)
    end = start + timedelta(days=DAYS)
    thirty = [e for e in found if not e.is_geosynchronous][:30]
    one, normal = site_position([35.949], [35.401])
    grid = make_grid(thirty, start, end)

    cold = cpu(lambda: find_windows(make_grid(thirty, start, end), one, normal, Limits(10.0)))
    cached = cpu(lambda: find_windows(grid, one, normal, Limits(10.0)))
    peer = cpu(lambda: skyfield_events(thirty, 35.401, 35.949, start), 2)
    print(
        f"30 satellites x 1 site x {DAYS} d, elevation 10: cold {cold:.3f} s, grid cached {cached:.3f} s CPU"
    )
    print(
        f"  skyfield find_events {peer:.3f} s: {peer / cold:.1f} times cold, {peer / cached:.0f} times cached"
    )

    draw = random.Random(1)
    many, normals = site_position(
        [draw.uniform(-180, 180) for _ in range(50)], [draw.uniform(-60, 60) for _ in range(50)]
    )
    whole = make_grid(found, start, end)
    bare = cpu(lambda: bare_sgp4(found, whole.seconds))
    windows = find_windows(whole, many, normals, Limits(0.0, 45.0))
    all_of_it = cpu(lambda: find_windows(make_grid(found, start, end), many, normals, Limits(0.0, 45.0)))
    print(
        f"{len(found)} satellites x 50 sites x {DAYS} d, off-nadir 45: {all_of_it:.2f} s CPU, "
        f"{windows.tca.size} windows; bare SGP4 grid {bare:.2f} s: {all_of_it / bare:.1f} times"
    )
    print(f"  peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "thirty.tle"
        path.write_text("".join(as_tle(e) for e in thirty), encoding="ascii")
        command = [sys.executable, "-m", "obslog", "passes", "--elements", str(path), "--site", "35.401,35.949",
                   "--start", start.strftime("%Y-%m-%d"), "--days", str(DAYS), "--json"]  # fmt: skip
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        print(f"the command for 30 x 1: {time.perf_counter() - began:.2f} s in all")


if __name__ == "__main__":
    main()
