"""nbgrader's tree of submissions: submitted/<student>/<assignment>/, with the time of each in a timestamp.txt.

The form is that of nbgrader's documentation ("Directory structure"), and the time's that of exchange/exchange.py of
jupyter/nbgrader: "%Y-%m-%d %H:%M:%S.%f %Z", in earlier versions without the fraction, and in UTC. Where students submit
through the exchange of one machine it is their own process that writes it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from grader.collect.looking import Place, look
from grader.submission.disk import Refused, read_regular

TREE = "submitted"
TIMESTAMP = "timestamp.txt"
_COURSE = frozenset({"source", "release", "nbgrader_config.py", "gradebook.db"})
_TIME = re.compile(r"(\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d{1,6})?) ?(UTC|GMT|Z|[+-]\d\d:?\d\d)?")


def tree_of(place: Place) -> Path | None:
    """The tree of submissions in a folder that is nbgrader's for a whole course."""
    names = {path.name for path in (*place.files, *place.folders)}
    trees = [folder for folder in place.folders if folder.name == TREE]
    return trees[0] if trees and names & _COURSE else None


def is_tree(folder: Path, place: Place) -> bool:
    """Whether a folder is the tree: by its name, or by the timestamp of every student.

    Of every one, and of several: a single timestamp.txt may be a student's own, made to be early.
    """
    if place.files or not place.folders:
        return False
    below = [look(student) for student in place.folders]
    stamped = [any(look(one).has(TIMESTAMP) for one in student.folders) for student in below if not student.files]
    return any(stamped) if folder.name == TREE else len(stamped) == len(below) > 1 and all(stamped)


def received(folder: Path) -> datetime | None:
    """The time in a submission's timestamp.txt; None where there is none that can be read."""
    try:
        text = read_regular(folder / TIMESTAMP, 1000).decode().strip()
    except (Refused, UnicodeDecodeError, ValueError):
        return None
    found = _TIME.fullmatch(text)
    if not found:
        return None
    zone = "" if found[2] in (None, "UTC", "GMT", "Z") else found[2]
    try:
        time = datetime.fromisoformat(found[1] + zone)
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
