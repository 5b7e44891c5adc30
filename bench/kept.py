"""Numbers of several rounds: how they are shown, kept, and compared with those that were kept before."""

from __future__ import annotations

import datetime
import json
import os
import platform
import statistics
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

REGRESSION = 0.20  # of a ratio of CPU times, against kept numbers

Measured = Mapping[str, Sequence[float]]  # by name, a number a round


def circumstances() -> dict[str, Any]:
    """Of a run that begins now. `load`: how many processes wanted to run in the minute before."""
    return {
        "when": datetime.date.today().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "kernel": platform.release(),
    }


def said(found: Mapping[str, Any]) -> str:
    """The circumstances of kept numbers, in words."""
    load, cores = found["load"], found["cores"]
    busy = f"{load:g} other processes on {cores} cores when it began" if load >= 0.3 else f"{cores} cores, idle"
    return f"{found['when']}, {busy}, Python {found['python']}, Linux {found['kernel']}"


def spread(values: Sequence[float], digits: int = 2) -> str:
    """The median, and what the rounds gave."""
    least, most, median = (f"{one:,.{digits}f}" for one in (min(values), max(values), statistics.median(values)))
    return f"{median} ({least} to {most})" if len(values) > 1 else median


def regressions(now: Measured, before: Measured, *, worse_when_larger: bool) -> Iterator[str]:
    """The ratios of CPU times that have got worse; those of wall time differ from machine to machine."""
    for name in sorted(now.keys() & before.keys()):
        was, found = statistics.median(before[name]), statistics.median(now[name])
        changed = found / was - 1 if worse_when_larger else 1 - found / was
        if name.startswith("cpu: ") and changed > REGRESSION:
            yield f"regression: {name.removeprefix('cpu: ')}: {found:.2f}, was {was:.2f}"


def check(now: Measured, before: Measured, *, worse_when_larger: bool) -> str:
    """What there is to say of the regressions."""
    found = [*regressions(now, before, worse_when_larger=worse_when_larger)]
    return "\n".join(found or [f"no ratio of CPU times is over {REGRESSION:.0%} worse than what was kept"])


def keep(found: Mapping[str, Any], path: Path) -> None:
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def kept(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
