"""Which tier is taken: the strongest whose sandbox holds when it is attacked."""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import replace
from typing import Final

from grader.errors import SandboxError
from grader.sandbox import trial
from grader.sandbox.isolation import TIERS, Isolation, Obstacle, Tier, candidates

ENVIRONMENT: Final = "GRADER_ISOLATION"


_meanwhile: ContextVar[Callable[[Isolation], None]] = ContextVar("meanwhile", default=lambda _: None)


def detect(at_most: Tier = "A", *, meanwhile: Callable[[Isolation], None] | None = None) -> Isolation:
    """The strongest isolation that holds here, but none above `at_most` nor above what GRADER_ISOLATION says.

    Found out once in a process. `meanwhile` is told what is about to be attacked, to begin what takes time: it may turn
    out not to hold, and then another one is returned. SandboxError when the variable says something else than a tier;
    empty is as not set.
    """
    asked = os.environ.get(ENVIRONMENT, "")
    if asked and asked not in TIERS:
        raise SandboxError(f"{ENVIRONMENT} is {asked!r}, which is no tier: set it to one of {', '.join(TIERS)}")
    token = _meanwhile.set(meanwhile or _meanwhile.get())
    try:
        return _detect(max(at_most, asked) if asked in TIERS else at_most)
    finally:
        _meanwhile.reset(token)


@functools.cache
def _detect(at_most: Tier) -> Isolation:
    missing: list[Obstacle] = []
    for candidate in candidates(at_most, missing):
        _meanwhile.get()(candidate)
        probes = trial.attack(candidate) if sys.platform == "linux" else ()
        if all(probe.held for probe in probes) or candidate.tier == TIERS[-1]:
            return replace(candidate, missing=tuple(missing), probes=probes)
        failed = [probe for probe in probes if not probe.held]
        missing += [Obstacle(f"{candidate.tier} does not hold: {probe.name}: {probe.said}") for probe in failed]
    raise AssertionError("tier E is always a candidate")
