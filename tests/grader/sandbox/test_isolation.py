"""Choosing a tier."""

from __future__ import annotations

import pytest

from grader.errors import SandboxError
from grader.sandbox.isolation import Tier
from grader.sandbox.tiers import ENVIRONMENT, detect


def test_a_tier_is_never_above_what_is_asked() -> None:
    tiers: tuple[Tier, ...] = ("A", "B", "C", "D", "E")
    found = [detect(at_most=tier).tier for tier in tiers]
    assert all(one >= asked for one, asked in zip(found, tiers, strict=True))
    assert found == sorted(found)


def test_the_environment_caps_the_tier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ENVIRONMENT, "E")
    assert detect().tier == "E"


@pytest.mark.parametrize("wrong", ["b", "F", "AB", " B", "strongest"])
def test_a_tier_that_is_none_is_not_passed_over(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv(ENVIRONMENT, wrong)
    with pytest.raises(SandboxError, match=f"^GRADER_ISOLATION is '{wrong}', which is no tier: .* A, B, C, D, E$"):
        detect()


def test_an_empty_wish_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ENVIRONMENT, raising=False)
    found = detect().tier
    monkeypatch.setenv(ENVIRONMENT, "")
    assert detect().tier == found


def test_the_lowest_tier_has_nothing_in_force() -> None:
    lowest = detect(at_most="E")
    assert (lowest.namespaces, lowest.landlock, lowest.seccomp, lowest.own_user) == (False, 0, False, False)
    assert "no protection" in lowest.summary()


def test_what_is_missing_is_said() -> None:
    found = detect(at_most="D")
    assert "not above D, as asked" in [obstacle.reason for obstacle in found.missing]
    lines = (*(text for one in found.missing for text in (one.reason, one.advice)), found.summary())
    assert all("\n" not in line for line in lines)
