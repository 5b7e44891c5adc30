"""Gradients by name, compared with those of the reference or of finite differences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from grader.checks.closeness import compare
from grader.checks.diagnosis import Case
from grader.checks.received import Numbers, kind_of, received
from grader.checks.wording import listing
from grader.judge.verdict import CheckFailure


def check_gradients(
    grads: object,
    expected: Mapping[str, Any],
    *,
    name: str = "grads",
    rtol: float = 1e-5,
    atol: float = 1e-7,
    sizes: Mapping[str, int] = {},
    own: Mapping[str, Any] | None = None,  # noqa: ARG001  # words the message, soon
) -> None:
    """A dict with exactly the keys, shapes and values of `expected`, whose nan entries are passed over."""
    received_grads = _by_key(grads, expected, name)
    cases = []
    for key, array in received_grads.items():
        wanted = np.asarray(expected[key])
        if wanted.shape == array.shape:
            skipped = np.isnan(wanted)
            wanted = np.where(skipped, array, wanted)
        cases.append(Case(array, wanted, name=f"{name}['{key}']", rtol=rtol, atol=atol, sizes=sizes))
    for case in cases:
        failure = compare(case)
        if failure is not None:
            raise failure


def _by_key(grads: object, expected: Mapping[str, Any], name: str) -> dict[str, Numbers]:
    if not isinstance(grads, Mapping):
        raise CheckFailure(f"{name} is {kind_of(grads)}, expected a dict of gradients", cause="type")
    missing = [key for key in expected if key not in grads]
    extra = [str(key) for key in grads if key not in expected]
    if missing or extra:
        parts = [f"lacks {listing(missing)}"] if missing else []
        parts += [f"has {listing(extra)} besides"] if extra else []
        raise CheckFailure(
            f"{name} {' and '.join(parts)}; expected the keys {listing(list(expected), 12)}", cause="keys"
        )
    return {key: received(grads[key], f"{name}['{key}']") for key in expected}
