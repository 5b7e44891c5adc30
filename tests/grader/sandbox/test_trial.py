"""The canary: what a sandbox does not stop is found out, one missing layer after the other."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from grader.sandbox import tiers, trial
from grader.sandbox.isolation import TIERS, Isolation, Obstacle, Probe, candidates
from grader.sandbox.tiers import detect

SECRET, SOCKET = "read a file of the grader's", "open a socket"
SIGNAL, MEMORY = "signal a process of the grader's", "take more memory than the limit"
DISK, OUTLIVE, CHANGE = "fill the disk", "outlive the kill", "change a file of the grader's"
BARE = Isolation("D", False, 0, False, False, 0)


def broken(probes: tuple[Probe, ...]) -> set[str]:
    return {probe.name for probe in probes if not probe.held}


def test_every_tier_but_the_last_holds_here() -> None:
    for tier in TIERS[:-1]:
        found = detect(at_most=tier)
        if found.tier != "E":
            assert broken(found.probes) == set()
            assert [probe.name for probe in found.probes] == [SECRET, CHANGE, SOCKET, SIGNAL, MEMORY, DISK, OUTLIVE]


def test_without_any_layer_all_is_open_but_what_the_supervisor_keeps() -> None:
    assert broken(trial.attack(BARE)) == {SECRET, CHANGE, SOCKET, SIGNAL}


@pytest.fixture
def landlock() -> int:
    found = detect(at_most="D")
    if not found.landlock:
        pytest.skip("this kernel has no Landlock, so no layer of it can be taken away")
    return found.landlock


def test_without_landlock_files_and_processes_are_open(landlock: int) -> None:
    del landlock
    assert broken(trial.attack(replace(BARE, seccomp=True))) == {SECRET, SIGNAL}


def test_without_seccomp_sockets_are_open(landlock: int) -> None:
    assert SOCKET in broken(trial.attack(replace(BARE, landlock=landlock)))


def test_silence_is_no_sign_of_protection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A canary that is asked for what it does not know dies without an answer."""
    usual = trial._answer
    monkeypatch.setattr(
        trial, "_answer", lambda process, order, told: usual(process, order if order == "live_on" else "sing", told)
    )
    probes = trial.attack(detect(at_most="D"))
    assert {probe.said.partition(":")[0] for probe in probes if probe.name != OUTLIVE} == {"not known"}
    assert all(not probe.held for probe in probes)


def test_a_sandbox_in_which_nothing_lives_does_not_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_LIMITS", msgspec.structs.replace(trial._LIMITS, memory_mb=1, import_seconds=1.0))
    (probe,) = trial.attack(detect(at_most="D"))
    assert not probe.held


def test_a_sandbox_that_cannot_be_started_does_not_hold() -> None:
    """Uids that nobody can become."""
    probes = trial.attack(replace(BARE, own_user=True, first_uid=2**32 - 200))
    assert broken(probes) == {"start a process in it"}


def test_a_tier_that_does_not_hold_is_passed_over_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = trial.attack

    def leaky(isolation: Isolation) -> tuple[Probe, ...]:
        probes = usual(isolation)
        return (replace(probes[0], held=False, said="/secret"), *probes[1:]) if isolation.tier == "D" else probes

    monkeypatch.setattr(trial, "attack", leaky)
    tiers._detect.cache_clear()
    try:
        found = detect(at_most="D")
    finally:
        tiers._detect.cache_clear()
    assert found.tier == "E"
    assert f"D does not hold: {SECRET}: /secret" in [obstacle.reason for obstacle in found.missing]


def test_the_candidates_end_with_the_weakest_and_are_asked_for_one_by_one() -> None:
    missing: list[Obstacle] = []
    found = [isolation.tier for isolation in candidates("A", missing)]
    assert found == sorted(set(found))
    assert found[-1] == "E"
    assert all("\n" not in obstacle.reason for obstacle in missing)
