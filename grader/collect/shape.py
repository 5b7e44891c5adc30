"""Whether an archive or a folder holds one submission or those of a class, by the names in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from grader.collect.gradescope import METADATA
from grader.collect.naming import named
from grader.collect.nbgrader import TIMESTAMP
from grader.submission.form import archive_suffix


def is_class(names: Iterable[str], expected: Collection[str]) -> bool:
    """Whether the files of these names are submissions of several students.

    They are where a learning system named them, and where two folders or more have the assignment's file or an archive
    in them, or two archives lie side by side; but not where the assignment's file lies outermost.
    """
    paths = [name.split("/") for name in names]
    while paths and all(len(parts) > 1 for parts in paths) and len({parts[0] for parts in paths}) == 1:
        if named(paths[0][0]):
            return True
        paths = [parts[1:] for parts in paths]
    outermost = {parts[0] for parts in paths if len(parts) == 1}
    if outermost.intersection(expected):
        return False
    if METADATA in outermost or any(named(parts[0]) for parts in paths):
        return True
    return len({parts[0] for parts in paths if _is_students(parts, expected)}) > 1


def _is_students(parts: Sequence[str], expected: Collection[str]) -> bool:
    stamped = len(parts) == 3 and parts[-1] == TIMESTAMP
    return bool(archive_suffix(parts[-1])) or (len(parts) > 1 and parts[-1] in expected) or stamped
