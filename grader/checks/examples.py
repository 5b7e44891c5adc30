"""Examples as a session of the interpreter shows them: what is typed behind >>>, and what it prints."""

from __future__ import annotations

import contextlib
import doctest
import io
import sys
from collections.abc import Iterator
from typing import Any

from grader.judge.verdict import CheckFailure
from grader.remote.outcomes import RemoteError

_FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
_CHECKER = doctest.OutputChecker()


def check_examples(session: str, /, **names: Any) -> None:
    """Each example of `session` shows what stands below it; `names` are what it may use.

    The examples are typed in this process, so `names` are functions and values of the submission, and not its code.
    White space is not compared, and ... stands for any text, as with doctest's options of these names. An example that
    is to raise shows "Traceback (most recent call last):" and the exception's last line.
    CheckFailure names the first example that shows something else, and, for the instructor, what it showed.
    """
    scope = dict(names)
    for example in doctest.DocTestParser().get_examples(session):
        shown, raised = io.StringIO(), ""
        try:
            with contextlib.redirect_stdout(shown), _printing_values():
                exec(compile(example.source, "<examples>", "single"), scope)  # noqa: S102 - the course's own text
        except Exception as error:
            if example.exc_msg is None:
                raise
            raised = str(error) if isinstance(error, RemoteError) else f"{type(error).__name__}: {error}"
        due, found = (example.want, shown.getvalue()) if example.exc_msg is None else (example.exc_msg, f"{raised}\n")
        if not _CHECKER.check_output(due, found, _FLAGS):
            detail = f"{example.source.strip()}\nshows: {found.strip() or 'nothing'}\nis to show: {due.strip()}"
            raise CheckFailure("not as it should be", detail=detail)


@contextlib.contextmanager
def _printing_values() -> Iterator[None]:
    """Values of expressions are printed as in an interpreter, and kept nowhere."""
    before = sys.displayhook
    sys.displayhook = lambda value: None if value is None else print(repr(value))
    try:
        yield
    finally:
        sys.displayhook = before
