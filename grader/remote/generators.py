"""Random generators as arguments: the same draws on both sides, wherever the student's code runs.

A generator is bound to one object in the worker and advances there; its state travels with every call and back, so
that after a call the judge's own generator stands where it would after the same call in-process.
"""

from __future__ import annotations

import hashlib
import sys
from typing import Any

import numpy as np

from grader.remote.outcomes import WireError

NUMPY_KINDS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def is_generator(value: Any) -> bool:
    if type(value) is np.random.Generator:
        return True
    torch = sys.modules.get("torch")
    return torch is not None and type(value) is torch.Generator


def kind_of(generator: Any) -> str:
    if type(generator) is np.random.Generator:
        return type(generator.bit_generator).__name__
    return "torch"


def state_of(generator: Any) -> Any:
    if type(generator) is np.random.Generator:
        return dict(generator.bit_generator.state)
    return generator.get_state().numpy().tobytes()


def new_generator(kind: str, state: Any) -> Any:
    """A generator in `state`. Its seed sequence, for rng.spawn, comes from the state: equal states, equal children.

    The judge's own seed sequence never travels: what the judge spawns stays its secret.
    """
    made = _blank(kind, int.from_bytes(hashlib.sha256(repr(state).encode()).digest()[:16]))
    set_state(made, state)
    return made


def _blank(kind: str, seed: int) -> Any:
    if kind in NUMPY_KINDS:
        return np.random.Generator(getattr(np.random, kind)(seed))
    if kind == "torch" and "torch" in sys.modules:
        return sys.modules["torch"].Generator()
    raise WireError("a random generator of an unknown kind")


def advance(generator: Any, state: Any) -> None:
    """Put the judge's generator where the worker's is now; WireError for a state that drawing cannot have led to."""
    if not _same_stream(state_of(generator), state):
        raise WireError("a random state of another stream")
    set_state(generator, state)


def set_state(generator: Any, state: Any) -> None:
    """Put the generator into `state`; WireError unless it has exactly the form of its own state."""
    if not same_form(state_of(generator), state) or not _position_within(state):
        raise WireError("a random state of another form")
    try:
        if type(generator) is np.random.Generator:
            generator.bit_generator.state = state
        else:
            torch = sys.modules["torch"]
            generator.set_state(torch.frombuffer(bytearray(state), dtype=torch.uint8).clone())
    except (ValueError, TypeError, RuntimeError, OverflowError) as error:
        raise WireError("an impossible random state") from error


def _position_within(state: Any) -> bool:
    """Whether MT19937 would draw from its 624 words: numpy does not look, and reads whatever memory lies behind."""
    words = state.get("state") if type(state) is dict else None
    return type(words) is not dict or 0 <= words.get("pos", 0) <= 624


def _same_stream(own: Any, other: Any) -> bool:
    """What drawing never changes is as it was, and the state is none from which numpy would draw for ever."""
    if not isinstance(own, dict) or not same_form(own, other):
        return same_form(own, other)
    before, after = own["state"], other["state"]
    constant = before.get("inc") == after.get("inc")
    keys = after.get("key")
    if own["bit_generator"] == "MT19937":
        return constant and bool(keys.any())
    return constant and (keys is None or np.array_equal(before["key"], keys))


def same_form(own: Any, other: Any) -> bool:
    if isinstance(own, dict):
        return (
            type(other) is dict and own.keys() == other.keys() and all(same_form(own[key], other[key]) for key in own)
        )
    if isinstance(own, np.ndarray):
        return type(other) is np.ndarray and own.shape == other.shape and own.dtype == other.dtype
    if isinstance(own, int):
        return type(other) is int and 0 <= other < 2**256
    if isinstance(own, bytes):
        return type(other) is bytes and len(own) == len(other)
    return type(own) is type(other) and own == other
