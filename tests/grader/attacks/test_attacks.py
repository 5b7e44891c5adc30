"""Every attack of the battery has the outcome that is fair, harms nobody, and leaves nothing behind.

Without options the quick attacks in the strongest tier of this machine, and in C and D one of each family; with
`--attacks=all` (`make attacks`) every attack in every tier that this machine can do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import census
import pytest
from battery import Attack, Ground, own_temporary_folder, read_attacks

from grader.course import Assignment, Tier, load_assignment
from grader.judge.grading import WORKER, WORKER_NEEDS, WORKER_ROOMS
from grader.judge.limits import read_timing
from grader.judge.run import hidden_tests
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.isolation import TIERS, detect

COURSE = Path(__file__).parents[3]
ATTACKS = read_attacks()
SHOWN = 12  # complaints about one attack
SAMPLED: tuple[Tier, ...] = ("C", "D")


def possible_tiers() -> list[Tier]:
    return [tier for tier in TIERS if detect(at_most=tier).tier == tier]


def chosen(which: str) -> dict[Tier, list[Attack]]:
    """The attacks to run in each tier."""
    tiers = possible_tiers()
    if which == "all":
        return {tier: [attack for attack in ATTACKS if tier in attack.header.tiers] for tier in tiers}
    quick = [attack for attack in ATTACKS if attack.header.quick]
    found = {tiers[0]: [attack for attack in quick if tiers[0] in attack.header.tiers]}
    for tier in set(SAMPLED) & set(tiers[1:]):
        one_of_each = {attack.family: attack for attack in reversed(quick) if tier in attack.header.tiers}
        found[tier] = sorted(one_of_each.values(), key=str)
    return dict(sorted(found.items()))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "place" not in metafunc.fixturenames:
        return
    plan = chosen(metafunc.config.getoption("attacks"))
    if "attack" in metafunc.fixturenames:
        cases = [(tier, attack) for tier, attacks in plan.items() for attack in attacks]
        names = [f"{tier}-{attack}" for tier, attack in cases]
        metafunc.parametrize(("place", "attack"), cases, ids=names, indirect=["place"], scope="module")
    else:
        metafunc.parametrize("place", list(plan), indirect=True, scope="module")


@dataclass
class Place:
    """One tier: its ground, and what there was on the machine before."""

    ground: Ground
    before: census.Census


@pytest.fixture(scope="module")
def place(request: pytest.FixtureRequest) -> Iterator[Place]:
    """One fork server for all attacks of a tier."""
    assignment = load_assignment(COURSE, "mlp_numpy")
    specs, timing = hidden_tests(assignment), read_timing(assignment)
    with own_temporary_folder():
        before = census.take()
        with ForkServer(
            payload=WORKER,
            rooms=WORKER_ROOMS,
            distributions=WORKER_NEEDS,
            isolation=detect(at_most=request.param),
        ) as server:
            yield Place(Ground(assignment, server, timing, specs), before)


def test_the_attack_has_a_fair_outcome(place: Place, attack: Attack, request: pytest.FixtureRequest) -> None:
    if attack.header.training:
        data: Assignment = request.getfixturevalue("mlp_numpy")
        assert data.slug == place.ground.assignment.slug
    complaints = place.ground.complaints(attack)
    if complaints:
        more = [f"and {len(complaints) - SHOWN} more"] if complaints[SHOWN:] else []
        pytest.fail("\n".join((attack.header.does, *complaints[:SHOWN], *more)), pytrace=False)


def test_nothing_is_left_of_all_the_attacks(place: Place) -> None:
    """Stands after the attacks of its tier, and closes their fork server."""
    place.ground.server.close()
    left = census.left_since(place.before)
    if left:
        pytest.fail("\n".join((f"tier {place.ground.server.isolation.tier}: left behind:", *left)), pytrace=False)
