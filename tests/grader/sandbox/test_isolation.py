"""Choosing a tier."""

from __future__ import annotations

import pytest

from grader.sandbox.isolation import ENVIRONMENT, Tier, detect


def test_a_tier_is_never_above_what_is_asked() -> None:
    tiers: tuple[Tier, ...] = ("A", "B", "C", "D", "E")
    found = [detect(at_most=tier).tier for tier in tiers]
    assert all(one >= asked for one, asked in zip(found, tiers, strict=True))
    assert found == sorted(found)


def test_the_environment_caps_the_tier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "E")
    assert detect().tier == "E"


def test_the_lowest_tier_has_nothing_in_force() -> None:
    lowest = detect(at_most="E")
    assert (lowest.namespaces, lowest.landlock, lowest.seccomp, lowest.own_user) == (False, 0, False, False)
    assert "no protection" in lowest.summary()


def test_what_is_missing_is_said() -> None:
    assert any("cgroup" in reason for reason in detect().missing)
    assert all("\n" not in reason for reason in (*detect(at_most="D").missing, detect().summary()))
