"""How fast marks of two dates are compared: 5,000 against 5,000, sparse and dense, beside a dense assignment.

Run it alone on the machine: `python benchmarks/objects.py [OBJECTS]`. Each case runs in a process of its own, so
that its peak of memory is its own. Times are processor seconds and seconds of the clock; the peer is scipy's
linear_sum_assignment on the whole matrix of costs, which does less: no shift, no margins, no states.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from typing import Any

import numpy as np

CASES = {
    "stands 25 m apart": (25.0, 2.0),
    "stands 8 m apart (all of it hangs together)": (8.0, 2.0),
}


def scene(objects: int, pitch_m: float, jitter_m: float) -> tuple[list[Any], list[Any]]:
    """A square grid of stands, six in ten held; four in five stay; 4 m east and 3 m south between the dates."""
    from obslog.change.spots import Spot

    rng = np.random.default_rng(1)
    side = int((objects / 0.6) ** 0.5) + 1
    order = rng.permutation(side * side)
    first = order[:objects]
    stay = first[rng.random(objects) < 0.8]
    second = np.concatenate([stay, order[objects : 2 * objects - len(stay)]])
    kinds = ("Su-34", "Su-24", "Su-35", "fighter")
    label = rng.integers(0, 4, side * side)

    def spots(date: str, taken: np.ndarray, east: float, north: float) -> list[Spot]:
        at = np.stack([taken % side, taken // side], 1) * pitch_m + (east, north)
        at += rng.normal(0, jitter_m, at.shape)
        turn, length = rng.normal(90, 5, len(taken)), 22 * np.exp(rng.normal(0, 0.04, len(taken)))
        return [
            Spot(
                f"{date}{k}", float(at[i, 0]), float(at[i, 1]), (kinds[label[k]],), heading_deg=float(turn[i]) % 360,
                length_m=float(length[i]), size_m=22.0, sigma_m=jitter_m,
            )
            for i, k in enumerate(taken.tolist())
        ]  # fmt: skip

    return spots("1", first, 0.0, 0.0), spots("2", second, 4.0, -3.0)


def compared(objects: int, pitch_m: float, jitter_m: float) -> dict[str, Any]:
    """One comparison, whole: shift, assignment, margins, states."""
    from obslog.change.marks import ObjectState, Offset, diff_marks
    from obslog.places.catalogue import load_types

    tree = load_types()
    before, after = scene(objects, pitch_m, jitter_m)
    diff_marks(tree, before[:50], after[:50], Offset(6.6))  # libraries are loaded
    cpu, wall = time.process_time(), time.perf_counter()
    found = diff_marks(tree, before, after, Offset(6.6))
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    shift = found.shift
    return {
        "cpu_s": cpu,
        "wall_s": wall,
        "shift": None if shift is None else [round(shift.east_m, 2), round(shift.north_m, 2)],
        "states": {str(s): len(found.of(s)) for s in ObjectState},
    }


def dense(objects: int, pitch_m: float, jitter_m: float) -> dict[str, Any]:
    """The peer: the whole matrix of squared distances over the variance, capped at the gate."""
    from scipy.optimize import linear_sum_assignment
    from scipy.spatial.distance import cdist

    before, after = scene(objects, pitch_m, jitter_m)
    a = np.array([(s.x_m + 4.0, s.y_m - 3.0) for s in before])
    b = np.array([(s.x_m, s.y_m) for s in after])
    cpu, wall = time.process_time(), time.perf_counter()
    cost = np.minimum(cdist(a, b, "sqeuclidean") / (4 * jitter_m**2), 9.0)
    rows, columns = linear_sum_assignment(cost)
    pairs = int((cost[rows, columns] < 9).sum())
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    return {"cpu_s": cpu, "wall_s": wall, "pairs": pairs}


def measured(what: str, *case: float) -> dict[str, Any]:
    """One case in a process of its own: what it says, and the most memory it held, in MB."""
    done = subprocess.run(
        [sys.executable, __file__, what, *(str(x) for x in case)], capture_output=True, text=True, check=True
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def main(objects: int) -> None:
    """Print both cases beside the peer."""
    for name, (pitch_m, jitter_m) in CASES.items():
        ours = measured("ours", objects, pitch_m, jitter_m)
        peer = measured("dense", objects, pitch_m, jitter_m)
        print(f"{objects} x {objects}, {name}")
        print(f"  obslog  {ours['wall_s']:6.2f} s  cpu {ours['cpu_s']:6.2f} s  {ours['mb']:5.0f} MB")
        print(f"  dense   {peer['wall_s']:6.2f} s  cpu {peer['cpu_s']:6.2f} s  {peer['mb']:5.0f} MB")
        print(
            f"  {peer['wall_s'] / ours['wall_s']:.1f} times as fast; {ours['states']}; shift {ours['shift']}"
        )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        run = {"ours": compared, "dense": dense}[sys.argv[1]]
        found = run(int(float(sys.argv[2])), float(sys.argv[3]), float(sys.argv[4]))
        found["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps(found))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
