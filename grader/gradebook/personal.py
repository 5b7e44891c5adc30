"""One student's own: everything that is kept of them, in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from grader.course import assignment_slugs, load_assignment
from grader.errors import GradebookError
from grader.gradebook.book import Gradebook
from grader.gradebook.decisions import from_told, in_words
from grader.judge.audience import for_audience
from grader.store import Store

_GRADED = "graded"


@dataclass(frozen=True)
class Event:
    """Something that happened: handed in, graded, decided. `moment` is None where nobody knows when."""

    moment: datetime | None
    slug: str
    what: str
    who: str = ""
    why: str = ""


def events(store: Store, login: str, slug: str = "") -> list[Event]:
    """What happened to a student's work, first things first. GradebookError for somebody unknown."""
    return sorted(_events(store, login, slug), key=lambda one: one.moment.timestamp() if one.moment else float("-inf"))


def _events(store: Store, login: str, slug: str) -> Iterator[Event]:
    if not store.knows(login):
        raise GradebookError(f"no student {login!r} is known: grader grades SLUG lists them")
    slugs = set()
    for name, row, attempts in store.history(login, slug):
        slugs.add(name)
        yield Event(row["received"], name, f"handed in: {row['origin']}")
        for one in attempts:
            said = f"{_GRADED}: {one.score:g} of {one.max_score:g} (isolation {one.isolation}, attempt {one.id})"
            yield Event(one.started, name, said)
    rows = list(store.decisions_about(login))
    for name in sorted(slugs):
        rows += [row for row in store.decisions(name) if row["login"] is None and row["slug"] == name]
    for row in rows:
        if not slug or row["slug"] in (slug, ""):
            said = in_words(from_told(row["told"])) + ("" if row["login"] else " (for everyone)")
            yield Event(row["moment"], row["slug"] or "all", said, row["who"], row["why"])


def personal_data(course: Path, store: Store, login: str) -> dict[str, Any]:
    """All that is kept of a student, for the student: as JSON has it. Of what is held back only that it is there."""
    released = {slug for slug in assignment_slugs(course) if _released(course, store, slug, login)}
    happened = [
        {"moment": one.moment, "assignment": one.slug, "what": one.what, "by": one.who, "why": one.why}
        for one in events(store, login)
        if one.slug in released or not one.what.startswith(_GRADED)
    ]
    attempts, held_back = [], set[str]()
    for slug, _, found in store.history(login):
        if slug not in released:
            held_back.add(slug)
            continue
        policy = load_assignment(course, slug).settings.feedback
        for one in found:
            grade, _, specs = store.grade_of(one.id)
            attempts.append(for_audience(grade, "student", policy, specs))
    told = {"student": store.student(login), "history": happened, "attempts": attempts, "held_back": sorted(held_back)}
    data: dict[str, Any] = msgspec.to_builtins(told)
    return data


def _released(course: Path, store: Store, slug: str, login: str) -> bool:
    entries = Gradebook(load_assignment(course, slug), store).entries()
    return any(one.student.login == login and one.released for one in entries)
