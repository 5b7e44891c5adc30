"""What is told of an exception that the student's code raised; nothing of it may harm who tells."""

from __future__ import annotations

import builtins
import linecache
import traceback
from collections import deque

from grader.remote.messages import Failure, shortened

MAX_FRAMES = 8
_NO_TEXT = "(its message cannot be shown)"
_NAME = type.__dict__["__name__"]
_NO_MEMORY = ("can't allocate memory", "not enough memory", "bad_alloc", "Memory allocation still failed")


def failure(error: BaseException, filename: str) -> Failure:
    """Type, nearest builtin and text of an exception, and the last lines of the student's own file."""
    try:
        bases = type.mro(type(error))
        builtin = next((_NAME.__get__(base) for base in bases if vars(builtins).get(_NAME.__get__(base)) is base), "")
        return Failure(shortened(type_name(error), 100), builtin, shortened(text_of(error)), _frames(error, filename))
    except BaseException:  # noqa: BLE001 - a student's metaclass may do anything
        return Failure("Exception", "Exception", "(it cannot be shown)", ())


def type_name(value: object) -> str:
    """The name of a value's class, whatever its metaclass says."""
    name: str = _NAME.__get__(type(value))
    return name


def text_of(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # noqa: BLE001 - a student's __str__ may raise anything
        return _NO_TEXT


def harmless(error: BaseException) -> bool:
    """Whether an exception can be shown by whoever catches it: its class and text are not the student's to run."""
    return type(type(error)) is type and text_of(error) != _NO_TEXT


def out_of_memory(error: BaseException) -> bool:
    """Whether an exception says that the memory limit was reached; torch says so by a RuntimeError."""
    if isinstance(error, RuntimeError):
        text = text_of(error)
        return any(sign in text for sign in _NO_MEMORY)
    return isinstance(error, MemoryError)


def _frames(error: BaseException, filename: str) -> tuple[tuple[int, str, str], ...]:
    last: deque[tuple[int, str, str]] = deque(maxlen=MAX_FRAMES)  # a recursion may be a million frames deep
    for frame, line in traceback.walk_tb(error.__traceback__):
        code = frame.f_code
        if code.co_filename == filename:
            text = linecache.getline(filename, line).strip()
            last.append((line, shortened(code.co_name, 100), shortened(text, 200)))
    return tuple(last)
