"""One student's own: everything that is kept of them, in order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from grader.course import assignment_slugs, load_assignment
from grader.errors import GradebookError
from grader.gradebook.book import Gradebook
from grader.gradebook.decisions import Excuse, Extend, Slip, from_told, in_words
from grader.gradebook.entries import Entry
from grader.gradebook.told import told_grade
from grader.store import Store


@dataclass(frozen=True)
class Event:
    """Something that happened: handed in, graded, decided. `moment` is None where nobody knows when."""

    moment: datetime | None
    slug: str
    what: str
    who: str = ""
    why: str = ""
    tells_points: bool = False
    """whether it says something of the grade"""


def events(store: Store, login: str, slug: str = "", title: Callable[[str], str] = str) -> list[Event]:
    """What happened to a student's work, first things first; `title` says what a test is called for the reader.

    GradebookError for somebody unknown.
    """
    return sorted(
        _events(store, login, slug, title), key=lambda one: one.moment.timestamp() if one.moment else float("-inf")
    )


def _events(store: Store, login: str, slug: str, title: Callable[[str], str]) -> Iterator[Event]:
    if not store.knows(login):
        raise GradebookError(f"no student {login!r} is known: grader grades SLUG lists them")
    slugs = set()
    for name, row, attempts in store.history(login, slug):
        slugs.add(name)
        yield Event(row["received"], name, f"handed in: {row['origin']}")
        for one in attempts:
            said = f"graded: {one.score:g} of {one.max_score:g} (isolation {one.isolation}, attempt {one.id})"
            yield Event(one.started, name, said, tells_points=True)
    rows = list(store.decisions_about(login))
    for name in sorted(slugs):
        rows += [row for row in store.decisions(name) if row["login"] is None and row["slug"] == name]
    for row in rows:
        if not slug or row["slug"] in (slug, ""):
            what = from_told(row["told"])
            said = in_words(what, title) + ("" if row["login"] else " (for everyone)")
            open_to_all = isinstance(what, Extend | Excuse | Slip)
            yield Event(row["moment"], row["slug"] or "all", said, row["who"], row["why"], not open_to_all)


def personal_data(course: Path, store: Store, login: str) -> dict[str, Any]:
    """All that is kept of a student, for the student: as JSON has it. Of what is held back only that it is there.

    Who took a decision and why is not in it: such a note may speak of others, or of what a hidden test expects.
    """
    student = store.student(login)
    if student is None:
        raise GradebookError(f"no student {login!r} is known: grader grades SLUG lists them")
    entries = {slug: _entry(course, store, slug, login) for slug in assignment_slugs(course)}
    released = {slug for slug, entry in entries.items() if entry is not None and entry.released}
    happened = [
        {"moment": one.moment, "assignment": one.slug, "what": one.what}
        for one in events(store, login, title=lambda _: "a test")
        if one.slug in released or not one.tells_points
    ]
    attempts, held_back = [], set[str]()
    for slug, _, found in store.history(login):
        if slug not in released:
            held_back.add(slug)
            continue
        policy = load_assignment(course, slug).settings.feedback
        for one in found:
            grade, _, specs = store.grade_of(one.id)
            attempts.append(told_grade(grade, student, "student", policy, specs))
    points = {
        slug: {"points": entry.points, "of": entry.max_points, "comments": entry.comments}
        for slug, entry in entries.items()
        if entry is not None and slug in released
    }
    told = {
        "student": student,
        "points": points,
        "history": happened,
        "attempts": attempts,
        "held_back": sorted(held_back),
    }
    data: dict[str, Any] = msgspec.to_builtins(told)
    return data


def _entry(course: Path, store: Store, slug: str, login: str) -> Entry | None:
    try:
        return Gradebook(load_assignment(course, slug), store).entry(login)
    except GradebookError:  # nothing of theirs, and not in its roster
        return None
