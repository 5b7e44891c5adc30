"""From what a test raised to its outcome: status, points and the three texts."""

from __future__ import annotations

import linecache
import traceback
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from grader.course import Packages, Settings
from grader.judge.bench import NotRun
from grader.judge.grade import Status
from grader.judge.hints import hint_of_exception
from grader.judge.spec import TestSpec
from grader.judge.verdict import CheckFailure
from grader.remote import limit_words
from grader.remote.lines import Lines
from grader.remote.messages import Broken, LoadReport, shortened
from grader.remote.outcomes import (
    Crash,
    ForbiddenCall,
    HarnessOutcome,
    LimitReached,
    MemoryLimit,
    MissingName,
    NotAValue,
    ProtocolViolation,
    RemoteError,
    Stopped,
    Timeout,
)

_HARNESS: dict[type[HarnessOutcome], Status] = {
    Timeout: "timeout",
    Crash: "crashed",
    MemoryLimit: "memory",
    LimitReached: "limit",
    ProtocolViolation: "protocol",
    ForbiddenCall: "forbidden",
    Stopped: "failed",
}
_LONGEST = 300  # characters of a student's own text in a message: it may hold a hidden test's input
_MOST_PROBLEMS = 20
_OF_STOPPED = "take one step on one batch, and look at the loss on that batch before and after it: it should fall"
_LONGEST_TEXT = 4000  # of any message, hint or detail


@dataclass(frozen=True)
class Verdict:
    """What one exception (or none) means for a test; `earned` is the share of its points."""

    status: Status
    earned: float = 0.0
    message: str = ""
    hint: str = ""
    detail: str = ""
    follows_from: str | None = None


def verdict(error: BaseException | None, settings: Settings, report: LoadReport | None, lines: Lines) -> Verdict:
    """The verdict on a test that ended with `error`; `report` says what of the file could not be loaded."""
    found = _verdict(error, settings, report, lines)
    message, hint, detail = (shortened(text, _LONGEST_TEXT) for text in (found.message, found.hint, found.detail))
    return replace(found, message=message, hint=hint, detail=detail)


def _verdict(error: BaseException | None, settings: Settings, report: LoadReport | None, lines: Lines) -> Verdict:
    if error is None:
        return Verdict("passed", 1.0)
    if isinstance(error, CheckFailure):
        status: Status = "partial" if error.earned > 0 else "failed"
        return Verdict(status, error.earned, error.message, error.hint, error.detail)
    if isinstance(error, HarnessOutcome):
        return Verdict(_HARNESS[type(error)], message=str(error), hint=_OF_STOPPED if type(error) is Stopped else "")
    if isinstance(error, NotRun):
        return Verdict("not_run", message=str(error))
    if isinstance(error, RemoteError):
        return _raised(error, settings, report, lines)
    if isinstance(error, MissingName):
        return Verdict("failed", message=str(error), follows_from=_stopped(_lost(error, report), lines))
    if isinstance(error, pytest.skip.Exception):
        return Verdict("skipped", message=str(error))
    if isinstance(error, pytest.fail.Exception):
        return Verdict("failed", message=str(error), detail=_trace(error))
    if isinstance(error, AssertionError):
        # only the test's own words are for the student: numpy.testing, say, prints the expected values
        own = str(error) if _raised_in_a_test(error) else ""
        return Verdict("failed", message=own or "not as it should be", detail=_trace(error))
    # The judge could not work with what came back: None where a tuple was due, a string where numbers were.
    said = error.what if isinstance(error, NotAValue) else f"{type(error).__name__}: {error}"
    return Verdict(
        "failed", message=f"what came back cannot be used: {shortened(said, _LONGEST)}", detail=_trace(error)
    )


def follows_from_itself(found: Verdict, spec: TestSpec) -> Verdict:
    """The verdict on a further test of a run that was given up: what it asks about did not come to be.

    It keeps nothing of its points, whatever other follow-on failures keep: that a run is too low is the word of the
    submission, which is not to gain by it.
    """
    return replace(found, hint="", follows_from=spec.of)


def _raised(error: RemoteError, settings: Settings, report: LoadReport | None, lines: Lines) -> Verdict:
    if isinstance(error, NotImplementedError):
        said = error.message or (error.frames[-1].function if error.frames else "")
        return Verdict("failed", message=f"not written yet: {shortened(said, _LONGEST)}" if said else "not written yet")
    detail = "\n".join(f"{lines.place(frame.line)}, in {frame.function}: {frame.text}" for frame in error.frames)
    where = f" ({lines.place(error.frames[-1].line)}, in {error.frames[-1].function})" if error.frames else ""
    message = f"raised {shortened(str(error), _LONGEST)}{where}"
    line = error.frames[-1].text if error.frames else ""
    limit = limit_words.limit_behind(error.message, line) if isinstance(error, (OSError, RuntimeError)) else ""
    if limit:
        said = f"{limit_words.stopped_at(limit, settings.limits)}: {message}"
        return Verdict("limit", message=said, detail=detail)
    package = _forbidden(error, settings.packages, report)
    if package:
        return Verdict("forbidden", message=message, hint=f"the assignment forbids {package}", detail=detail)
    lost = _lost(error, report) if isinstance(error, NameError) else None
    hint = hint_of_exception(error) if lost is None else f"{lines.place(lost.line)} {_fate(lost)}: {lost.message}"
    return Verdict("error", message=message, hint=hint, detail=detail, follows_from=_stopped(lost, lines))


def _forbidden(error: RemoteError, packages: Packages, report: LoadReport | None) -> str:
    """The forbidden package behind an exception: a failed import of it, or a name that such an import had to bind."""
    if isinstance(error, ImportError):
        return next((name for name in packages.forbidden if f"'{name}'" in error.message), "")
    if isinstance(error, NameError) and report is not None:
        for broken in report.broken:
            if broken.kind == "forbidden" and any(f"'{name}'" in error.message for name in broken.names):
                return next((name for name in packages.forbidden if f"'{name}" in broken.message), "that import")
    return ""


def _lost(error: RemoteError | MissingName, report: LoadReport | None) -> Broken | None:
    """What would have bound the name that is missing, where the file has it."""
    text = f"'{error.name}'" if isinstance(error, MissingName) else error.message
    broken_lines = () if report is None else report.broken
    return next((broken for broken in broken_lines if any(f"'{name}'" in text for name in broken.names)), None)


def _stopped(lost: Broken | None, lines: Lines) -> str | None:
    """What a failure follows from, where it is a line that took too long: nothing is wrong with the function."""
    return lines.place(lost.line) if lost is not None and lost.kind == "timeout" else None


def _fate(broken: Broken) -> str:
    match broken.kind:
        case "syntax":
            return "could not be read"
        case "timeout":
            return "was left out"
        case _:
            return "failed when the file was run"


def _raised_in_a_test(error: BaseException) -> bool:
    places = _places(error)
    return bool(places) and _is_a_test(places[-1][0])


def _trace(error: BaseException) -> str:
    """For the instructor: where in the test it went wrong."""
    places = _places(error)
    own = [place for place in places if _is_a_test(place[0])] or places[-1:]
    said = ""
    if own:
        file, line = own[-1]
        said = f"{Path(file).name}:{line}: {linecache.getline(file, line).strip()}"
    return f"{type(error).__name__}: {shortened(str(error))}\n{said}"


def _places(error: BaseException) -> list[tuple[str, int]]:
    """The file and the line of each frame, the outermost first, and none of those files read."""
    return [(frame.f_code.co_filename, line) for frame, line in traceback.walk_tb(error.__traceback__)]


def _is_a_test(file: str) -> bool:
    return file.rpartition("/")[2].startswith("test_")


def load_problems(lines: Lines, report: LoadReport | None) -> tuple[str, ...]:
    """What of the file could not be read or run, a line each."""
    if report is None:
        return ()
    said = []
    for broken in report.broken[:_MOST_PROBLEMS]:
        lost = f"; it would have defined {', '.join(broken.names[:8])}" if broken.names else ""
        text = shortened(f"{broken.message}{lost}", 2 * _LONGEST)
        said.append(f"{lines.file}, {lines.place(broken.line)}, {_fate(broken)}: {text}. Only that is lost.")
    if report.broken[_MOST_PROBLEMS:]:
        said.append(f"{lines.file}: {len(report.broken) - _MOST_PROBLEMS} more lines of this kind")
    return tuple(said)
