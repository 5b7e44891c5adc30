"""What a call does beside returning a value, gathered next to the student's code as raw evidence."""

from __future__ import annotations

import hashlib
import random
import sys
import warnings
from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np

from grader.remote.messages import GlobalGenerator, shortened

MAX_WARNINGS = 20


def global_generators() -> dict[GlobalGenerator, bytes]:
    """A digest of the state of each global random generator that is loaded."""
    kind, keys, position, has_gauss, gauss = np.random.get_state(legacy=True)
    states: dict[GlobalGenerator, bytes] = {
        "numpy.random": repr((kind, position, has_gauss, gauss)).encode() + np.asarray(keys).tobytes(),
        "random": repr(random.getstate()).encode(),
    }
    torch = sys.modules.get("torch")
    if torch is not None:
        states["torch"] = torch.get_rng_state().numpy().tobytes()
    return {name: hashlib.sha256(state).digest() for name, state in states.items()}


def grad_mode() -> bool:
    torch = sys.modules.get("torch")
    return True if torch is None else bool(torch.is_grad_enabled())


class Observed:
    """A block whose warnings, global generators and gradient mode are watched."""

    generators: tuple[tuple[GlobalGenerator, bytes, bytes], ...] = ()
    warnings: tuple[str, ...] = ()
    grad_mode: tuple[bool, bool] = (True, True)

    def __enter__(self) -> Observed:
        self._before = global_generators()
        self._mode = grad_mode()
        self._catcher = warnings.catch_warnings(record=True, module=warnings)
        self._caught = self._catcher.__enter__()
        warnings.simplefilter("always")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._catcher.__exit__(kind, error, traceback)
        after = global_generators()
        self.generators = tuple((name, digest, after.get(name, b"")) for name, digest in self._before.items())
        self.grad_mode = (self._mode, grad_mode())
        self.warnings = tuple(
            shortened(f"{caught.category.__name__}: {caught.message}", 300)
            for caught in (self._caught or [])[:MAX_WARNINGS]
        )


def seed_everything(number: int) -> None:
    """Seed every global random generator that is loaded."""
    random.seed(number)
    np.random.seed(number % 2**32)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(number)


def call_observed(function: Callable[[], Any]) -> tuple[Any, Observed]:
    observed = Observed()
    with observed:
        result = function()
    return result, observed
