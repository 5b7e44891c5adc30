"""Calls that an assignment forbids to some of its functions: by which names they go, and how they are seen at run time.

A watch runs next to the student's code, so what it sees is testimony: it costs points, and earns none. It sees torch's
functions only; the names in the source, of any package, are read by the judge (grader.judge.forbidden).
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import Any


class CallSeen(BaseException):
    """A forbidden call that was met. No Exception: a student's fallback is not to take it for a failure of torch."""


def forbidden_name(name: str, patterns: Sequence[str]) -> bool:
    """Whether one of the patterns ("torch.nn.functional.conv*") fits a dotted name."""
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def watched(perform: Callable[[], Any], patterns: Sequence[str]) -> Callable[[], Any]:
    """`perform`, which raises CallSeen when it has called what one of the patterns names, also if it caught that."""
    if "torch" not in sys.modules:
        return perform

    def performed() -> Any:
        seen: list[str] = []
        with _reporting(patterns, seen):
            try:
                result = perform()
            except BaseException as error:
                if seen and not isinstance(error, CallSeen):
                    raise CallSeen(seen[0]) from error
                raise
        if seen:
            raise CallSeen(seen[0])
        return result

    return performed


@contextlib.contextmanager
def _reporting(patterns: Sequence[str], seen: list[str]) -> Any:
    """Two modes of torch for the block, each of which notes and refuses what the patterns name.

    The first sees functions by the names under which they are called, but nothing of a backward pass or of compiled
    code; the second sees the operators that all of them come to.
    """
    from torch.overrides import TorchFunctionMode, resolve_name
    from torch.utils._python_dispatch import TorchDispatchMode  # documented by torch, though not public by its name

    def look(name: str) -> None:
        if forbidden_name(name, patterns):
            seen.append(name)
            raise CallSeen(name)

    class Functions(TorchFunctionMode):
        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            name = resolve_name(func) or f"{getattr(func, '__module__', '')}.{getattr(func, '__name__', '')}"
            look(f"torch.ops.{name}" if name.startswith("aten.") else name)
            return func(*args, **(kwargs or {}))

    class Operators(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch
        def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            look("torch.ops." + func.name().partition(".")[0].replace("::", "."))
            return func(*args, **(kwargs or {}))

    with Functions(), Operators():  # type: ignore[no-untyped-call]  # torch
        yield
