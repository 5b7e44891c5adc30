"""Reach a submission: calls become messages, results become values; the same in the sandbox and in-process.

What a test uses beside `submission.f(…)`; everything here works on handles and functions of a submission.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

if TYPE_CHECKING:
    from grader.remote.session import Observation

# The sandboxed side imports this package too, and needs none of the judge's side: hence the late imports.


def probe(function: F) -> F:
    """Mark a function of probes.py: it runs next to the student's code and is visible there, so it holds no answer."""
    function._grader_probe = True  # type: ignore[attr-defined]  # a mark on a function
    return function


def observe(function: Any, /, *arguments: Any, **keywords: Any) -> Observation:
    """Call a function of the submission; returns its result and what else it did (see Effects)."""
    from grader.remote.handles import RemoteFunction, name_of, session_of

    session = session_of(function)
    if isinstance(function, RemoteFunction):
        return session.observe(None, name_of(function), arguments, keywords)
    return session.observe(function, "", arguments, keywords)


def fetch(value: Any) -> Any:
    """The plain value of a handle; what is a value already is returned as it is."""
    from grader.remote.handles import session_of

    return session_of(value).fetch(value) if is_handle(value) else value


def is_handle(value: Any) -> bool:
    from grader.remote.handles import Handle

    return type(value) is Handle


def make(submission: Any, name: str, /, *arguments: Any, **keywords: Any) -> Any:
    """Make an object on the submission's side by an allow-listed constructor, "torch.optim.SGD" say: its handle."""
    from grader.remote.constructors import CONSTRUCTORS
    from grader.remote.handles import session_of

    if name not in CONSTRUCTORS:
        raise ValueError(f"{name} cannot be made on the submission's side; there is: {', '.join(CONSTRUCTORS)}")
    return session_of(submission).make(name, arguments, keywords)


def seed(submission: Any, number: int) -> None:
    """Seed the global random generators on the submission's side (random, numpy, torch)."""
    from grader.remote.handles import session_of

    session_of(submission).seed(number)


def vjp(function: Any, inputs: list[Any], cotangent: Any) -> tuple[Any, list[Any]]:
    """f(*inputs) and its vector-Jacobian product with `cotangent` (torch), computed on the submission's side."""
    from grader.remote.handles import session_of

    value, gradients = session_of(function).vjp(function, list(inputs), cotangent)
    return value, gradients
