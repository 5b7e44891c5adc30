"""Gradients by name, compared with those of the reference or of finite differences."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from grader.checks.closeness import compare
from grader.checks.diagnosis import Case
from grader.checks.diagnosis.case import wide
from grader.checks.error_map import error_map
from grader.checks.received import Numbers, kind_of, received
from grader.checks.wording import clipped, listing
from grader.judge.verdict import CheckFailure, record

AGREES = 1e-2  # relative, in norm: what differences through a float32 forward leave (rule 4 of the hidden tests)
MOST_MAPS = 16


def check_gradients(
    grads: object,
    expected: Mapping[str, Any],
    *,
    name: str = "grads",
    rtol: float = 1e-5,
    atol: float = 1e-7,
    sizes: Mapping[str, int] = {},
    own: Mapping[str, Any] | None = None,
    likely: Mapping[str, Callable[[], Mapping[str, Any]]] = {},
) -> None:
    """A dict with exactly the keys, shapes and values of `expected`, whose nan entries are passed over.

    `own` is a second oracle: finite differences of the submission's own forward, by numerical_gradients. It decides
    nothing; where it agrees with one side only, it says which half of the submission is wrong. `likely`: typical
    mistakes of this very function, in the words of a hint, and the gradients that each would lead to. Every wrong array
    is named, one is explained. Leaves a map of the relative errors, in powers of ten, as evidence "gradient".
    """
    arrays = _by_key(grads, expected, name)
    oracle = {key: received(expected[key], f"expected['{key}']") for key in expected}
    failures = {}
    for key, array in arrays.items():
        failure = compare(_case(array, oracle[key], f"{name}['{key}']", rtol, atol, sizes))
        if failure is not None:
            failures[key] = failure
    if not failures:
        return
    _record_errors(arrays, oracle, atol)
    key, failure = _most_telling(failures)
    others = [f"{name}['{other}']" for other in failures if other != key]
    hints, cause = [failure.hint], failure.cause
    for words, lead_to in likely.items():
        wrong = {at: received(value, words) for at, value in lead_to().items() if at in arrays}
        if all(_leads_to(array, wrong.get(at), oracle[at], rtol, atol) for at, array in arrays.items()):
            hints, cause = [words], "likely mistake"
            break
    else:
        if others and failure.hint and all(found.cause == cause for found in failures.values()):
            hints.append(f"the same holds of {listing(others)}")
    if own is not None:
        half, words = _which_half({bad: arrays[bad] for bad in failures}, oracle, own)
        hints.append(words)
        cause = cause or half
    raise CheckFailure(
        failure.message + (f"; also wrong: {listing(others)}" if others else ""),
        hint="\n".join(text for text in hints if text),
        detail="\n".join(f"{name}['{bad}']: {found.detail}" for bad, found in failures.items()),
        cause=cause,
        evidence=failure.evidence,
    )


def _by_key(grads: object, expected: Mapping[str, Any], name: str) -> dict[str, Numbers]:
    if not isinstance(grads, Mapping):
        hint = f"{name} is None: was a return forgotten?" if grads is None else ""
        raise CheckFailure(f"{name} is {kind_of(grads)}, expected a dict of gradients", hint=hint, cause="type")
    missing = [key for key in expected if key not in grads]
    extra = [clipped(str(key)) if isinstance(key, (str, int)) else kind_of(key) for key in grads if key not in expected]
    if missing or extra:
        parts = [f"lacks {listing(missing)}"] if missing else []
        parts += [f"has {listing(extra)} besides"] if extra else []
        due = f"exactly the keys {listing(list(expected), 12)}" if expected else "no keys"
        raise CheckFailure(f"{name} {' and '.join(parts)}; expected {due}", cause="keys")
    return {key: received(grads[key], f"{name}['{key}']") for key in expected}


def _case(array: Numbers, wanted: Numbers, name: str, rtol: float, atol: float, sizes: Mapping[str, int]) -> Case:
    """The comparison; where `wanted` was sampled, of the sampled entries alone."""
    sampled = ~np.isnan(wanted)
    if wanted.shape != array.shape or sampled.all():
        return Case(array, wanted, name, rtol, atol, sizes)
    return Case(array[sampled], wanted[sampled], name, rtol, atol, sizes, places=np.argwhere(sampled))


def _leads_to(array: Numbers, wrong: Numbers | None, wanted: Numbers, rtol: float, atol: float) -> bool:
    """Whether a mistake explains an array, where `wanted` is known. What is not finite explains nothing."""
    if wrong is None or not array.shape == wrong.shape == wanted.shape:
        return False
    known = ~np.isnan(wanted)
    return (
        bool(np.isfinite(wrong[known]).all())
        and compare(_case(array, np.where(known, wrong, np.nan), "", rtol, atol, {})) is None
    )


def _most_telling(failures: Mapping[str, CheckFailure]) -> tuple[str, CheckFailure]:
    """A wrong shape before a wrong value, an explained failure before one that is not; else the first."""

    def rank(item: tuple[str, CheckFailure]) -> tuple[bool, bool]:
        return "has shape" not in item[1].message, not item[1].hint

    return min(failures.items(), key=rank)


def _which_half(
    arrays: Mapping[str, Numbers], oracle: Mapping[str, Numbers], own: Mapping[str, Any]
) -> tuple[str, str]:
    """Which of forward and backward is wrong, by the two oracles together: the word, and a sentence."""
    actual, reference, differences = [], [], []
    for key, array in arrays.items():
        mine = received(own[key], f"own['{key}']") if key in own else None
        if mine is None or mine.shape != oracle[key].shape:
            continue
        there = np.isfinite(mine) & np.isfinite(oracle[key])
        # one of another shape agrees with neither oracle
        actual.append(array[there] if array.shape == mine.shape else np.full(int(there.sum()), np.nan))
        reference.append(oracle[key][there])
        differences.append(mine[there])
    if not sum(part.size for part in actual):
        return "", ""
    of_reference, of_own = _distance(actual, reference), _distance(actual, differences)
    if of_own < AGREES and of_own < of_reference / 10:
        return "forward", (
            "the gradients agree with finite differences of your own forward but not with the reference: "
            "backward fits forward, so look in forward (or the loss)"
        )
    if _distance(differences, reference) < AGREES:
        return "backward", (
            "finite differences of your own forward agree with the reference: forward is right, so look in backward"
        )
    return "forward", (
        "the gradients agree neither with the reference nor with finite differences of your own forward: "
        "begin with forward"
    )


def _distance(one: Sequence[Numbers], other: Sequence[Numbers]) -> float:
    """|one − other| / |other|, over all arrays together."""
    a, b = np.concatenate(one), np.concatenate(other)
    if not np.isfinite(a).all():
        return math.inf
    size = float(np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / size if size else float(np.any(a))


def _record_errors(arrays: Mapping[str, Numbers], oracle: Mapping[str, Numbers], atol: float) -> None:
    maps = {}
    for key, array in list(arrays.items())[:MOST_MAPS]:
        if array.shape == oracle[key].shape and array.dtype.kind != "c":
            wanted = np.where(np.isnan(oracle[key]), array, oracle[key])
            maps[key] = {"shape": list(array.shape), "errors": error_map(wide(array), wide(wanted), atol=atol)}
    record("gradient", parameters=maps)
