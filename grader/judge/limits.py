"""Time limits that mean the same everywhere: multiples of the reference's CPU time on the machine at hand."""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grader.course import Assignment, Limits, Tier
from grader.data.cache import cache_root
from grader.errors import CourseError, GraderError
from grader.judge.spec import TestSpec
from grader.writing import write_whole

TIMING_FILE = "timing.json"


class Timing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """reference/<slug>/timing.json: the reference's CPU seconds by test or shared run, beside the benchmark's."""

    benchmark_seconds: Annotated[float, Meta(gt=0)]
    cpu_seconds: dict[str, Annotated[float, Meta(ge=0)]]


def read_timing(assignment: Assignment, tier: Tier) -> Timing | None:
    """The times of the reference: those calibrated on this machine under this isolation, else the committed ones, to
    be scaled by the benchmark; None without either."""
    return _timing_in(calibration_file(assignment, tier)) or committed_timing(assignment)


def committed_timing(assignment: Assignment) -> Timing | None:
    """What reference/<slug>/timing.json holds; None where there is none."""
    return _timing_in(assignment.reference_folder / TIMING_FILE)


def _timing_in(path: Path) -> Timing | None:
    if not path.is_file():
        return None
    try:
        return msgspec.json.decode(path.read_bytes(), type=Timing)
    except (OSError, msgspec.DecodeError) as error:
        raise CourseError(f"{path}: {error}; remove it, or measure again") from error


def calibration_file(assignment: Assignment, tier: Tier) -> Path:
    """Where this machine's own times of this very assignment, under this isolation, are kept."""
    machine = hashlib.sha256(processor().encode()).hexdigest()[:8]  # a home folder can be that of many machines
    return cache_root() / f"calibration-{assignment.slug}-{assignment.digest()[:16]}-{tier}-{machine}.json"


def write_timing(path: Path, timing: Timing) -> Path:
    content = msgspec.json.format(msgspec.json.encode(timing, order="sorted"), indent=2)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, content + b"\n")
    return path


def limit_seconds(
    spec: TestSpec, limits: Limits, timing: Timing | None, scale: float, *, goes_on: bool = False
) -> float:
    """CPU seconds that a test may use; `scale` is how much slower this machine is than the one of `timing`.

    Without a time of the reference a multiple cannot be computed: the test gets the cap. `goes_on`: from a shared run,
    which has trained under a limit of its own. What is left is as short as what other tests do, and three times of
    little is less than right code may need on a busy machine: it has a limit of theirs where that is longer.
    """
    own = seconds_for(spec.id, limits.training if spec.training else limits.test, limits, timing, scale)
    return max(own, seconds_for(spec.id, limits.test, limits, timing, scale)) if goes_on else own


def seconds_for(name: str, limit: str | float, limits: Limits, timing: Timing | None, scale: float) -> float:
    if not isinstance(limit, str):
        return float(limit)
    own = reference_seconds(name, timing, scale)
    if own is None:
        return limits.cap_seconds
    wanted = float(limit.removesuffix("x")) * own
    return round(min(max(wanted, limits.floor_seconds), limits.cap_seconds), 1)


def after_a_hang(name: str, full: float, limits: Limits, timing: Timing | None, scale: float) -> float:
    """The limit of a test that needs a function which hung: enough for code that does not, half as patient."""
    own = reference_seconds(name, timing, scale)
    if own is None:
        return min(full, limits.floor_seconds)
    return round(min(full, max(limits.floor_seconds / 2, 1.5 * own)), 1)


def reference_seconds(name: str, timing: Timing | None, scale: float) -> float | None:
    """CPU seconds of the reference on this machine for a test or a shared run; None where none were measured."""
    own = None if timing is None else timing.cpu_seconds.get(name)
    return None if own is None else own * scale


def benchmark() -> float:
    """CPU seconds of `fixed_work`, in a process of its own: one thread, whatever this process has begun with."""
    code = "from grader.judge.limits import fixed_work; print(fixed_work())"
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-c", code],
            env={**os.environ, **one_thread},
            capture_output=True,
            check=True,
            text=True,
        )
        return float(done.stdout)
    except (OSError, subprocess.CalledProcessError, ValueError) as error:
        raise GraderError(f"the machine's speed cannot be measured: {error}") from error


def fixed_work() -> float:
    """CPU seconds of a fixed piece of work like the students': small matrix products and plain Python."""
    import numpy as np

    rng = np.random.default_rng(0)
    weights = rng.standard_normal((784, 300))
    batch = rng.standard_normal((64, 784))
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        total = 0
        for step in range(60):
            hidden = np.maximum(batch @ weights, 0)
            np.exp(hidden - hidden.max(axis=1, keepdims=True)).sum()
            total += sum(number % 7 for number in range(3000 + step))
        best = min(best, time.process_time() - start)
    return best


def machine_benchmark() -> float:
    """The benchmark on this machine; measured once and kept in the cache folder, so that limits stay what they are."""
    import numpy as np

    root = cache_root()
    key = hashlib.sha256(f"{processor()}\0{platform.python_version()}\0{np.__version__}".encode()).hexdigest()
    path = root / f"benchmark-{key[:16]}.json"
    try:
        kept = msgspec.json.decode(path.read_bytes(), type=dict[str, float])
        if kept["seconds"] > 0:
            return kept["seconds"]
    except (OSError, msgspec.DecodeError, KeyError):
        pass  # absent or damaged: measured now
    seconds = benchmark()
    try:
        root.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode({"seconds": seconds}))
    except OSError:
        pass  # a read-only home only costs measuring again
    return seconds


def processor() -> str:
    """What tells this machine's processor from another's."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return f"{line} × {os.cpu_count()}"
    return f"{platform.machine()} {platform.processor()} × {os.cpu_count()}"


def machine_scale(timing: Timing | None) -> float:
    """How much slower this machine is than the one that `timing` was taken on."""
    return 1.0 if timing is None else machine_benchmark() / timing.benchmark_seconds
