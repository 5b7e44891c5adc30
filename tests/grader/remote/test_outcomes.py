"""How a call ends when it does not end in a value, in this process and through the sandbox."""

from __future__ import annotations

import builtins
from pathlib import Path

import pytest
from places import InProcess, Place, Sandboxed

from grader import remote
from grader.remote.outcomes import (
    HarnessOutcome,
    LimitReached,
    MemoryLimit,
    RemoteError,
    remote_error,
)

NOT_MIRRORED = {
    *("StopIteration", "StopAsyncIteration", "ExceptionGroup"),
    *("UnicodeDecodeError", "UnicodeEncodeError", "UnicodeTranslateError"),
}
BUILTIN = sorted(
    name
    for name, kind in vars(builtins).items()
    if isinstance(kind, type)
    and issubclass(kind, BaseException)
    and kind not in (BaseException, Exception)
    and name == kind.__name__
)


@pytest.mark.parametrize("name", BUILTIN)
def test_every_builtin_exception_comes_back_as_remote_error(name: str) -> None:
    error = remote_error(name, name, "the message")
    assert (str(error), error.student_type, error.message) == (f"{name}: the message", name, "the message")
    assert isinstance(error, getattr(builtins, name)) == (
        issubclass(getattr(builtins, name), Exception) and name not in NOT_MIRRORED
    )


RAISING = """
class Hostile(ValueError):
    def __str__(self):
        raise SystemExit
class Meta(type):
    @property
    def __name__(self):
        raise SystemExit
class Nameless(KeyError, metaclass=Meta):
    pass
class Text(str):
    def __len__(self):
        return 3
    def __str__(self):
        return self
class Long(Exception):
    def __str__(self):
        return Text("x" * 10**6)
def raise_(name):
    raise eval(name)
def recurse(n):
    return recurse(n + 1)
"""


@pytest.mark.parametrize(
    ("raised", "kind", "student_type", "message"),
    [
        ("ValueError('no')", ValueError, "ValueError", "no"),
        ("KeyError('b1')", KeyError, "KeyError", "'b1'"),
        ("Hostile()", ValueError, "Hostile", "(its message cannot be shown)"),
        ("Nameless('b1')", KeyError, "Nameless", "'b1'"),
        ("Long()", RemoteError, "Long", "x" * 2000 + "… (1,000,000 characters)"),
        ("ValueError('\\udc80')", ValueError, "ValueError", "\\udc80"),
        ("SystemExit(3)", RemoteError, "SystemExit", "3"),
        ("GeneratorExit()", RemoteError, "GeneratorExit", ""),
        ("StopIteration()", RemoteError, "StopIteration", ""),
    ],
)
def test_an_exception_comes_back(
    place: Place, raised: str, kind: type[Exception], student_type: str, message: str
) -> None:
    with pytest.raises(kind) as caught:
        place.load(RAISING).module.raise_(raised)
    error = caught.value
    assert isinstance(error, RemoteError)
    assert (error.student_type, error.message) == (student_type, message)
    assert error.frames[-1].text == "raise eval(name)"


@pytest.mark.parametrize(
    ("raised", "chained"), [("ValueError('no')", True), ("Hostile()", False), ("Nameless('b1')", False)]
)
def test_in_process_the_students_exception_is_the_cause_if_it_can_be_shown(
    tmp_path: Path, raised: str, chained: bool
) -> None:
    """Whoever shows a traceback shows its causes too, and would run the student's __str__ and metaclass."""
    with pytest.raises(RemoteError) as caught:
        InProcess(tmp_path).load(RAISING).module.raise_(raised)
    assert (caught.value.__cause__ is not None) == chained


def test_in_process_an_interrupt_is_the_users(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        InProcess(tmp_path).load(RAISING).module.raise_("KeyboardInterrupt()")


def test_an_exception_does_not_end_a_loop_of_the_judge(place: Place) -> None:
    module = place.load(RAISING).module
    with pytest.raises(RemoteError):
        list(map(module.raise_, ["StopIteration()"]))


def test_a_deep_recursion_is_an_exception_with_few_frames(place: Place) -> None:
    with pytest.raises(RecursionError) as caught:
        place.load(RAISING).module.recurse(0)
    assert isinstance(caught.value, RemoteError)
    assert 1 <= len(caught.value.frames) <= 8


RESULTS = """
import numpy as np
def view():
    return np.broadcast_to(np.float64(1), (10**9,))
def parts():
    return [np.ones(6 << 20) for _ in range(6)]
def bomb():
    return np.zeros(10**13)
def handles():
    return [object() for _ in range(10**6)]
def some_handles():
    return [object() for _ in range(100_000)]
def endless():
    value = [1]
    value.append(value)
    return value
def amplified():
    value = [None] * 10
    for _ in range(29):
        value = [value] * 10
    return value
def million():
    return list(range(10**6))
def small():
    return 1
"""


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("view", LimitReached), ("parts", LimitReached), ("some_handles", LimitReached), ("bomb", MemoryLimit)],
)
def test_what_is_too_large_is_an_outcome_that_no_test_catches(
    place: Place, name: str, outcome: type[HarnessOutcome]
) -> None:
    session = place.load(RESULTS)
    with pytest.raises(outcome) as caught:
        getattr(session.module, name)()
    assert not isinstance(caught.value, Exception)


@pytest.mark.parametrize("name", ["handles", "endless", "amplified"])
def test_what_cannot_be_written_stays_as_a_whole(place: Place, name: str) -> None:
    session = place.load(RESULTS)
    assert remote.is_handle(getattr(session.module, name)())
    assert session.module.small() == 1


def test_a_long_list_of_numbers_arrives(place: Place) -> None:
    assert place.load(RESULTS).module.million() == list(range(10**6))


def test_a_limit_ends_the_conversation_with_a_process_only(place: Place) -> None:
    """In-process one test's limit must not be every later test's."""
    session = place.load(RESULTS)
    with pytest.raises(LimitReached):
        session.module.view()
    if isinstance(place, Sandboxed):
        with pytest.raises(LimitReached):
            session.module.small()
    else:
        assert session.module.small() == 1
