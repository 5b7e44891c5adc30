"""Every attack of the battery has the outcome that is fair, harms nobody, and leaves nothing behind.

Without options the quick attacks in the strongest tier of this machine, and in C and D a sample, one of each family,
each with all tests of what it claims as its own and a quarter of the others; with `--attacks=all` (`make attacks`) every
attack in every tier that this machine can do, with all tests.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import census
import pytest
from battery import Attack, Ground, own_temporary_folder, read_attacks
from surroundings import common_ground, run

from grader.course import Assignment, Tier, load_assignment
from grader.judge.grading import WORKER, WORKER_NEEDS, WORKER_ROOMS
from grader.judge.limits import read_timing
from grader.judge.run import hidden_tests
from grader.sandbox.forkserver import ForkServer
from grader.sandbox.isolation import TIERS
from grader.sandbox.tiers import detect

COURSE = Path(__file__).parents[3]
ATTACKS = read_attacks()
SHOWN = 12  # complaints about one attack
SAMPLED: tuple[Tier, ...] = ("C", "D")


def possible_tiers() -> list[Tier]:
    return [tier for tier in TIERS if detect(at_most=tier).tier == tier]


def chosen(which: str, wanted: str) -> dict[Tier, list[Attack]]:
    """The attacks to run in each tier."""
    tiers = [tier for tier in possible_tiers() if tier in wanted]
    if which == "all":
        return {tier: [attack for attack in ATTACKS if tier in attack.header.tiers] for tier in tiers}
    found: dict[Tier, list[Attack]] = {}
    for tier in tiers:
        quick = [attack for attack in ATTACKS if attack.header.quick and tier in attack.header.tiers]
        one_of_each = {attack.family: attack for attack in reversed(quick)}
        if tier == tiers[0] and which == "quick":
            found[tier] = quick
        elif tier == tiers[0] or tier in SAMPLED:
            found[tier] = sorted(one_of_each.values(), key=str)
    return found


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "place" not in metafunc.fixturenames:
        return
    plan = chosen(metafunc.config.getoption("attacks"), metafunc.config.getoption("attack_tiers"))
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
    """One fork server and one warm judge for all attacks of a tier."""
    assignment = load_assignment(COURSE, "mlp_numpy")
    specs, timing = hidden_tests(assignment), read_timing(assignment, request.param)
    cheap = sorted(name for name, spec in specs.items() if not spec.training)
    sample = None if request.config.getoption("attacks") == "all" else frozenset(cheap[::4])
    with own_temporary_folder():
        before = census.take()
        with ForkServer(
            payload=WORKER,
            rooms=WORKER_ROOMS,
            distributions=WORKER_NEEDS,
            isolation=detect(at_most=request.param),
        ) as server:
            ground = Ground(assignment, server, timing, specs, sample)
            yield Place(ground, before)
            ground.close()


def test_the_attack_has_a_fair_outcome(place: Place, attack: Attack, request: pytest.FixtureRequest) -> None:
    if attack.header.training:
        data: Assignment = request.getfixturevalue("mlp_numpy")
        assert data.slug == place.ground.assignment.slug
    complaints = place.ground.complaints(attack)
    if complaints:
        more = [f"and {len(complaints) - SHOWN} more"] if complaints[SHOWN:] else []
        pytest.fail("\n".join((attack.header.does, *complaints[:SHOWN], *more)), pytrace=False)


@pytest.mark.skipif("C" in possible_tiers() or os.geteuid() != 0, reason="tier C is among those above, or needs root")
def test_the_attacks_in_tier_c_by_an_interpreter_that_every_user_can_run(request: pytest.FixtureRequest) -> None:
    """Ours lies where a user of its own cannot read it, so the battery is run again by another one."""
    which, wanted = request.config.getoption("attacks"), request.config.getoption("attack_tiers")
    if "C" not in wanted:
        pytest.skip("tier C is not asked for")
    with common_ground() as commons:
        command = [commons.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/grader/attacks/test_attacks.py"]
        done = run(
            [*command, f"--attacks={'all' if which == 'all' else 'sample'}", "--attack-tiers=C"],
            environment={**os.environ, "PYTHONPATH": commons.path, "GRADER_ISOLATION": "C"},
            folder=commons.folder / "project",
            seconds=7200,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " passed" in done.stdout


def test_nothing_is_left_of_all_the_attacks(place: Place) -> None:
    """Stands after the attacks of its tier, and closes their fork server and judge."""
    place.ground.close()
    left = census.left_since(place.before)
    if left:
        pytest.fail("\n".join((f"tier {place.ground.server.isolation.tier}: left behind:", *left)), pytrace=False)
