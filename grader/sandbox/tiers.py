"""Which tier is taken: the strongest whose sandbox holds when it is attacked."""

from __future__ import annotations

import functools
import os
import sys
from dataclasses import replace
from typing import Final

from grader.errors import SandboxError
from grader.sandbox import trial
from grader.sandbox.isolation import TIERS, Isolation, Obstacle, Tier, candidates

ENVIRONMENT: Final = "GRADER_ISOLATION"


def detect(at_most: Tier = "A") -> Isolation:
    """The strongest isolation that holds here, but none above `at_most` nor above what GRADER_ISOLATION says.

    Found out once in a process. SandboxError when the variable says something else than a tier; empty is as not set.
    """
    asked = os.environ.get(ENVIRONMENT, "")
    if asked and asked not in TIERS:
        raise SandboxError(f"{ENVIRONMENT} is {asked!r}, which is no tier: set it to one of {', '.join(TIERS)}")
    return _detect(max(at_most, asked) if asked in TIERS else at_most)


@functools.cache
def _detect(at_most: Tier) -> Isolation:
    missing: list[Obstacle] = []
    for candidate in candidates(at_most, missing):
        probes = trial.attack(candidate) if sys.platform == "linux" else ()
        if all(probe.held for probe in probes) or candidate.tier == TIERS[-1]:
            return replace(candidate, missing=tuple(missing), probes=probes)
        failed = [probe for probe in probes if not probe.held]
        missing += [Obstacle(f"{candidate.tier} does not hold: {probe.name}: {probe.said}") for probe in failed]
    raise AssertionError("tier E is always a candidate")
