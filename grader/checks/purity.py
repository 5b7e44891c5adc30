"""What a call does besides returning: to its arguments, to global state, to the console of warnings; and twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from grader.checks.sameness import difference
from grader.checks.wording import clipped, listing
from grader.judge.verdict import CheckFailure


def check_unchanged(f: Callable[..., Any], *args: Any, name: str, **kwargs: Any) -> Any:
    """The call leaves its arguments, the global random generators and torch's gradient mode as they were.

    Judged from what the worker saw on its side. A Generator that is passed may advance. Returns the call's result.
    """
    from grader import remote

    observation = remote.observe(f, *args, **kwargs)
    effects = observation.effects
    after: dict[str, Any] = {f"argument {i + 1}": value for i, value in enumerate(effects.arguments)}
    after |= {f"argument {key}": value for key, value in dict(effects.keywords).items()}
    before: dict[str, Any] = {f"argument {i + 1}": value for i, value in enumerate(args)}
    before |= {f"argument {key}": value for key, value in kwargs.items()}
    for label, value in before.items():
        where = difference(value, after.get(label), label)
        if where:
            raise CheckFailure(
                f"{name} changes its arguments: {where}",
                hint=f"{name} must leave what it is given as it is: an in-place operation (-=, +=, out=) on a copy?",
                cause="mutation",
            )
    if effects.global_random:
        raise CheckFailure(
            f"{name} uses or reseeds the global generator {listing(list(effects.global_random))}",
            hint=f"{name} must draw from the generator that it is given, and set no global seed",
            cause="global random state",
        )
    if effects.grad_mode_changed:
        raise CheckFailure(
            f"{name} leaves torch's gradient mode changed",
            hint="set_grad_enabled stays in force after the call: use `with torch.no_grad():`",
            cause="gradient mode",
        )
    return observation.result


_WARNINGS = (
    ("overflow encountered in exp", "exp of more than 709 is infinite: subtract the maximum first"),
    ("overflow", "a number became too large for its type"),
    ("divide by zero encountered in log", "log of 0: compute the logarithm of softmax directly, from logits"),
    ("divide by zero", "a division by 0"),
    ("invalid value", "inf − inf, inf / inf or 0 · inf: nan comes of it"),
)


def check_no_warnings(f: Callable[..., Any], *args: Any, name: str, **kwargs: Any) -> Any:
    """The call warns of nothing. Returns its result."""
    from grader import remote

    observation = remote.observe(f, *args, **kwargs)
    warnings = [str(text) for text in observation.effects.warnings]
    if warnings:
        hint = next((cause for pattern, cause in _WARNINGS if any(pattern in text for text in warnings)), "")
        raise CheckFailure(f"{name} warns: {listing([clipped(text) for text in warnings])}", hint=hint, cause="warning")
    return observation.result


def check_deterministic(run: Callable[[], Any], *, name: str, rtol: float = 0.0) -> Any:
    """run() gives the same twice, of values that can be compared. Returns what it gave first."""
    first, second = run(), run()
    where = difference(first, second, name, rtol=rtol, all_of_it=True)
    if where:
        raise CheckFailure(
            f"{name} gives another result when it is called again: {where}",
            hint=f"{name} must depend on its arguments alone: randomness from the generator given, no state kept",
            cause="not deterministic",
        )
    return first
