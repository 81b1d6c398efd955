"""Whether every pixel of a file decodes, found out in child processes that cost only themselves."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from obslog.imagery.limits import DEFAULT_LIMITS, Limits
from obslog.imagery.opening import ALLOWED_DRIVERS

#: Isolated, so that nothing in the folder obslog is run from can pose as a module.
_START = "import sys; sys.path.append(sys.argv[1]); from obslog.imagery.decode_worker import serve; serve()"
#: Drivers that open other files, other programs or the network, switched off in our own worker processes.
_SKIPPED_DRIVERS = (
    "VRT WMS WMTS WCS WFS TMS MRF STACIT STACTA DERIVED HTTP PLMOSAIC PLSCENES Rasterlite GTI HDF5 HDF5Image "
    "netCDF GRIB PDS PDS4 ISIS3 VICAR NITF JP2OpenJPEG ECW MBTiles GPKG XYZ ENVI EHdr PAux MEM CALS DAAS "
    "EEDA EEDAI OGCAPI NGW AmigoCloud Carto SENTINEL2 SAFE RS2 TSX DIMAP COSAR JPIPKAK KMLSUPEROVERLAY ZMap "
    "Zarr SNAP_TIFF LIBERTIFF GTX RAW CTABLE2 NTv2 Terragen HFA AAIGrid GIF BIGGIF WEBP BMP PCIDSK PDF "
    "SAR_CEOS ERS"
)


def worker_environment() -> dict[str, str]:
    """The environment of a worker: ours, without what steers GDAL or the network, drivers switched off."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GDAL_", "CPL_", "VSI", "PROJ_NETWORK"))}
    return kept | {
        "GDAL_SKIP": " ".join(d for d in _SKIPPED_DRIVERS.split() if d not in ALLOWED_DRIVERS),
        "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
        "GDAL_PAM_ENABLED": "NO",
        "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".nothing",
        "GDAL_DRIVER_PATH": "disable",
        "GDAL_HTTP_MAX_RETRY": "0",
        "PROJ_NETWORK": "OFF",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


class _Worker:
    """One child process and the file that it is on."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, str(Path(__file__).parents[2])],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=worker_environment(),
            start_new_session=True,
        )
        self.index: int | None = None
        self.deadline = 0.0

    def ask(self, index: int, path: bytes, limits: Limits) -> bool:
        """Hand over one file; False if the child is gone."""
        self.index, self.deadline = index, time.monotonic() + limits.wall_s
        line = json.dumps({"path": path.hex(), "limits": asdict(limits)}).encode() + b"\n"
        try:
            assert self.process.stdin is not None
            self.process.stdin.write(line)
            self.process.stdin.flush()
        except OSError:
            return False
        return True

    def answer(self) -> str | None:
        """The reason the file is refused, or None; a child that died is a reason too."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if line:
            reason = json.loads(line)["reason"]
            return None if reason is None else str(reason)
        code = self.process.wait()
        return f"decoding it was stopped: the process ended with {_ending(code)}"

    def close(self) -> None:
        """End the child at once; it holds nothing that could be lost."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue


def _ending(code: int) -> str:
    import signal

    if code == -signal.SIGXCPU:
        return "its processor time used up"
    return f"signal {-code}" if code < 0 else f"status {code}"


def decode_check(
    paths: Sequence[bytes],
    limits: Limits = DEFAULT_LIMITS,
    jobs: int = 1,
    should_stop: Callable[[], bool] = lambda: False,
) -> Iterator[tuple[int, str | None]]:
    """Decode each file in one of `jobs` child processes; yields (index in `paths`, reason or None).

    A file that hangs is killed after `limits.wall_s` seconds, one that kills its process is rejected alone.
    Where `should_stop` says so, the rest is left undone and not yielded.
    """
    todo = iter(enumerate(paths))
    workers: list[_Worker] = []
    with selectors.DefaultSelector() as selector:
        try:
            for _ in range(min(max(1, jobs), len(paths))):
                if not _next(todo, workers, selector, limits, None):
                    break
            while workers and not should_stop():
                for worker in _ready(selector, workers):
                    index = worker.index
                    late = time.monotonic() > worker.deadline
                    reason = _late(limits) if late and not _has_answer(selector, worker) else worker.answer()
                    dead = late or worker.process.poll() is not None
                    if dead:
                        selector.unregister(worker.process.stdout)  # type: ignore[arg-type]
                        workers.remove(worker)
                        worker.close()
                    if index is not None:
                        yield index, reason
                    if not _next(todo, workers, selector, limits, None if dead else worker) and not dead:
                        selector.unregister(worker.process.stdout)  # type: ignore[arg-type]
                        workers.remove(worker)
                        worker.close()
        finally:
            for worker in workers:
                worker.close()


def _late(limits: Limits) -> str:
    return f"decoding it took over {limits.wall_s:g} s"


def _ready(selector: selectors.BaseSelector, workers: Sequence[_Worker]) -> list[_Worker]:
    """The workers that have answered or run out of time; waits at most a quarter of a second."""
    answered = {key.data for key, _ in selector.select(timeout=0.25)}
    now = time.monotonic()
    return [worker for worker in workers if worker in answered or now > worker.deadline]


def _has_answer(selector: selectors.BaseSelector, worker: _Worker) -> bool:
    return any(key.data is worker for key, _ in selector.select(timeout=0))


def _next(
    todo: Iterator[tuple[int, bytes]],
    workers: list[_Worker],
    selector: selectors.BaseSelector,
    limits: Limits,
    worker: _Worker | None,
) -> bool:
    """Give the next file to `worker`, or to a new child; False if no file is left."""
    following = next(todo, None)
    if following is None:
        return False
    if worker is None:
        worker = _Worker()
        workers.append(worker)
        selector.register(worker.process.stdout, selectors.EVENT_READ, worker)  # type: ignore[arg-type]
    worker.ask(*following, limits)
    return True
