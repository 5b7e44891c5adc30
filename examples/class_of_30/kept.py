"""The grades of a class as one file, and a store with them again: so pages can be made anew without grading."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from grader.judge.grade import Grade
from grader.judge.job import Judgement
from grader.judge.spec import TestSpec
from grader.people import Student
from grader.store import DecisionRow, Store


class HandedIn(msgspec.Struct):
    """What somebody has handed in. `received`: when, with its time zone."""

    owner: str
    logins: list[str]
    received: datetime
    digest: str


class Attempt(msgspec.Struct):
    """One grading of one submission: the whole grade, and what it is about."""

    grade: Grade
    conditions: str
    calibration: str
    source: str
    notebook: str


class Batch(msgspec.Struct):
    """One batch of the class."""

    handed_in: list[HandedIn]
    attempts: list[Attempt]


class Kept(msgspec.Struct):
    """A class: who is in it, its batches, and what was decided since. `specs`: what the tests declare."""

    slug: str
    students: list[Student]
    batches: list[Batch]
    specs: dict[str, TestSpec]
    decisions: list[DecisionRow] = []


def taken_from(store: Store, slug: str, students: Sequence[Student], batches: Sequence[Sequence[HandedIn]]) -> Kept:
    """What was handed in, with the last grade of each: the store may have others beside. LookupError without one."""
    specs: dict[str, TestSpec] = {}
    kept = Kept(slug, list(students), [], specs)
    done: set[str] = set()
    for handed_in in batches:
        new = [one.digest for one in handed_in if one.digest not in done]
        done |= set(new)
        found = store.attempts_at(slug, new)
        attempts = []
        for digest in new:
            grade, notebook, declared = store.grade_of(found[digest].id)
            specs |= declared
            source = store.source_of(found[digest].id)
            told = (found[digest].conditions, found[digest].calibration, source.decode(), notebook.decode())
            attempts.append(Attempt(grade, *told))
        kept.batches.append(Batch(list(handed_in), attempts))
    return kept


def restore(kept: Kept, store: Store) -> None:
    """Put it into an empty store, batch by batch."""
    for batch in kept.batches:
        isolation = batch.attempts[0].grade.isolation if batch.attempts else ""
        version = batch.attempts[0].grade.grader_version if batch.attempts else ""
        run = store.begin_run(kept.slug, grader_version=version, isolation=isolation, slots=1, has_roster=True)
        store.note_people(kept.students, roster_of=run)
        for one in batch.attempts:
            found = Judgement(one.grade, kept.specs, {}, one.notebook.encode(), one.source.encode())
            store.add(run, found, conditions=one.conditions, calibration=one.calibration)
        for handed in batch.handed_in:
            told: dict[str, Any] = {"digest": handed.digest, "logins": handed.logins}
            names = {"owner": handed.owner, "name": handed.owner, "origin": handed.owner}
            number = store.note_handed_in(run, kept.slug, received=handed.received, **names, **told)
            store.note_standing(run, kept.slug, handed_in_id=number, attempt_id=None, **told)
        store.end_run(run)
    store.note_decisions(kept.decisions)


def write(kept: Kept, path: Path) -> None:
    path.write_bytes(gzip.compress(msgspec.json.encode(kept), mtime=0))


def read(path: Path) -> Kept:
    return msgspec.json.decode(gzip.decompress(path.read_bytes()), type=Kept)
