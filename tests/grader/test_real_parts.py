"""A part that is missing is a skip on somebody's machine and a failure in CI."""

from __future__ import annotations

import math

import pytest
from real_parts import missing, needed


@pytest.mark.parametrize("value", ["true", "True", "1", "woodpecker"])
def test_in_ci_it_is_a_failure(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)
    with pytest.raises(pytest.fail.Exception, match="no data"):
        missing("no data")


@pytest.mark.parametrize("value", ["", "false", "False", "0"])
def test_elsewhere_it_is_a_skip(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("CI", value)
    with pytest.raises(pytest.skip.Exception, match="no data"):
        missing("no data")


def test_a_module_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    assert needed("math") is math
    with pytest.raises(pytest.fail.Exception, match="no_such_module is not installed"):
        needed("no_such_module")
