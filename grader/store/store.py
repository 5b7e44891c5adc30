"""What is asked of the store and put into it. A finding is one transaction: it is there as a whole, or not at all."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Connection, Engine, RowMapping, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from grader.errors import StoreError
from grader.judge.grade import Grade
from grader.judge.marks import TestSpec
from grader.judge.run import Judgement
from grader.people import Student
from grader.store.tables import (
    answer,
    attempt,
    decision,
    edition,
    handed_in,
    handed_in_by,
    outcome,
    run,
    standing,
    student,
)

_T = TypeVar("_T")


@dataclass(frozen=True)
class Found:
    """An attempt: one grading of one submission."""

    id: int
    digest: str
    score: float
    max_score: float
    started: datetime
    seconds: float
    cpu_seconds: float
    isolation: str
    conditions: str
    calibration: str
    edition: str


@dataclass(frozen=True)
class Current:
    """Where a student stands: what counts of what was handed in, and its last attempt. None where there is nothing."""

    student: Student
    handed_in: int | None
    digest: str
    received: datetime | None
    origin: str
    attempt: Found | None


@dataclass(frozen=True)
class HandedInRow:
    """One of a student's submissions."""

    id: int
    digest: str
    received: datetime | None
    origin: str


class Store:
    """One database. Methods raise StoreError when it cannot be read or written."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        self._engine.dispose()

    # runs

    def begin_run(self, slug: str, *, grader_version: str, isolation: str, slots: int, has_roster: bool) -> int:
        values = {"grader_version": grader_version, "isolation": isolation, "slots": slots, "has_roster": has_roster}
        with self._writing() as connection:
            return _inserted(connection, run, slug=slug, started=datetime.now(UTC), **values)

    def end_run(self, number: int) -> None:
        with self._writing() as connection:
            connection.execute(run.update().where(run.c.id == number).values(ended=datetime.now(UTC)))

    # people and what they hand in

    def note_people(self, people: Iterable[Student], *, roster_of: int | None = None) -> None:
        """Add students, and bring what is known of them up to date; `roster_of` is the run whose roster they are in."""
        with self._writing() as connection:
            known = {row.login: row for row in connection.execute(select(student))}
            for one in people:
                login = _plain(one.login)
                told = {"name": one.name, "email": one.email, "section": one.section, "team": one.group}
                values: dict[str, Any] = {key: _plain(value) for key, value in told.items() if value}
                values |= {"roster_run": roster_of} if roster_of is not None else {}
                row = known.get(login)
                if row is None:
                    _insert_if_new(connection, student, login=login, **values)
                elif any(values[key] != row._mapping[key] for key in values):
                    connection.execute(student.update().where(student.c.id == row.id).values(**values))

    def note_handed_in(
        self,
        number: int,
        slug: str,
        *,
        owner: str,
        digest: str,
        name: str,
        origin: str,
        received: datetime | None,
        logins: Sequence[str],
    ) -> int:
        """What somebody has handed in, seen in run `number`; the same from the same owner is noted once.

        `owner` is what the source calls them, and `logins` are the students that this is now known to be.
        """
        owner, name, origin = _plain(owner), _plain(name), _plain(origin)
        with self._writing() as connection:
            same = (handed_in.c.slug == slug, handed_in.c.owner == owner, handed_in.c.digest == digest)
            rows = connection.execute(select(handed_in.c.id, handed_in.c.received).where(*same)).all()
            new = next((int(row.id) for row in rows if row.received == received), 0)
            if not new:
                told = {"name": name, "origin": origin, "received": received, "run_id": number}
                new = _inserted(connection, handed_in, slug=slug, owner=owner, digest=digest, **told)
            known = select(handed_in_by.c.student_id).where(handed_in_by.c.handed_in_id == new)
            there = set(connection.execute(known).scalars())
            for one in _ids_of(connection, logins):
                if one not in there:
                    connection.execute(handed_in_by.insert().values(handed_in_id=new, student_id=one))
            return new

    def note_standing(
        self, number: int, slug: str, *, handed_in_id: int, digest: str, logins: Sequence[str], attempt_id: int | None
    ) -> None:
        """In run `number` this counts for these students, and no longer for others that it has counted for.

        `attempt_id`: the attempt that holds for it; without one, that which the run keeps, or has kept.
        """
        with self._writing() as connection:
            if attempt_id is None:
                of_this_run = (attempt.c.run_id == number, attempt.c.digest == digest)
                attempt_id = connection.execute(select(attempt.c.id).where(*of_this_run)).scalar()
            ids = _ids_of(connection, logins)
            told = {"run_id": number, "slug": slug}
            for one in ids:
                values = {"handed_in_id": handed_in_id, "digest": digest, "attempt_id": attempt_id}
                connection.execute(standing.insert().values(student_id=one, **told, **values))
            before = select(standing.c.student_id).where(standing.c.handed_in_id == handed_in_id).distinct()
            for one in set(connection.execute(before).scalars()) - set(ids):
                connection.execute(standing.insert().values(student_id=one, digest="", **told))

    # attempts

    def add(self, number: int, judgement: Judgement, *, conditions: str, calibration: str) -> int:
        """Keep an attempt with its outcomes."""
        grade = judgement.grade
        with self._writing() as connection:
            tests = {name: msgspec.to_builtins(spec) for name, spec in judgement.specs.items()}
            told = {"slug": grade.assignment, "title": grade.assignment_title, "max_score": grade.max_score}
            _insert_if_new(connection, edition, digest=grade.assignment_digest, tests=tests, **told)
            new = _inserted(
                connection,
                attempt,
                run_id=number,
                slug=grade.assignment,
                digest=grade.submission_digest,
                conditions=conditions,
                calibration=calibration,
                edition=grade.assignment_digest,
                isolation=grade.isolation,
                started=datetime.fromisoformat(grade.started),
                seconds=grade.seconds,
                cpu_seconds=sum(judgement.cpu_seconds.values()),
                score=grade.score,
                max_score=grade.max_score,
                grade=zlib.compress(msgspec.json.encode(grade)),
                notebook=zlib.compress(judgement.notebook) if judgement.notebook else None,
            )
            rows = [
                {
                    "attempt_id": new,
                    "test": test.id,
                    "part": test.part,
                    "status": test.status,
                    "points": test.points,
                    "max_points": test.max_points,
                    "seconds": test.seconds,
                }
                for test in grade.tests
            ]
            if rows:
                connection.execute(outcome.insert(), rows)
            written = [
                {
                    "attempt_id": new,
                    "number": one.number,
                    "text_digest": text_digest(one.text),
                    "max_points": one.max_points,
                }
                for one in grade.answers
            ]
            if written:
                connection.execute(answer.insert(), written)
            waits = (standing.c.run_id == number, standing.c.digest == grade.submission_digest)
            connection.execute(standing.update().where(*waits, standing.c.attempt_id.is_(None)).values(attempt_id=new))
            return new

    def reusable(self, slug: str, conditions: str, calibration: str) -> dict[str, Found]:
        """Attempts under the same conditions that need not be made again, by the submission's digest.

        Not those with a test that was not run; nor, made under another calibration, with a test that ran out of time.
        """
        unsure = select(outcome.c.attempt_id).where(
            (outcome.c.status == "not_run") | ((outcome.c.status == "timeout") & (attempt.c.calibration != calibration))
        )
        unsure = unsure.join(attempt, attempt.c.id == outcome.c.attempt_id)
        query = (
            select(*_OF_FOUND)
            .where(attempt.c.slug == slug, attempt.c.conditions == conditions, attempt.c.id.not_in(unsure))
            .order_by(attempt.c.id)
        )
        with self._reading() as connection:
            return {row["digest"]: _found(row) for row in connection.execute(query).mappings()}

    def grade_of(self, number: int) -> tuple[Grade, bytes, dict[str, TestSpec]]:
        """The whole grade of an attempt, its notebook as it ran, and what the tests declare."""
        columns = (attempt.c.grade, attempt.c.notebook, edition.c.tests)
        query = select(*columns).join(edition, edition.c.digest == attempt.c.edition).where(attempt.c.id == number)
        with self._reading() as connection:
            row = connection.execute(query).one()
        grade = msgspec.json.decode(zlib.decompress(row.grade), type=Grade)
        notebook = zlib.decompress(row.notebook) if row.notebook else b""
        return grade, notebook, msgspec.convert(row.tests, dict[str, TestSpec])

    def seconds_by_owner(self, slug: str) -> dict[str, float]:
        """How long the last attempt at what each owner has handed in took."""
        query = (
            select(handed_in.c.owner, attempt.c.seconds)
            .join(attempt, (attempt.c.digest == handed_in.c.digest) & (attempt.c.slug == handed_in.c.slug))
            .where(handed_in.c.slug == slug)
            .order_by(attempt.c.id)
        )
        with self._reading() as connection:
            return {row.owner: float(row.seconds) for row in connection.execute(query)}

    # what an instructor asks

    def current(self, slug: str, *, best: bool = False) -> list[Current]:
        """Where each student stands, by login, as the last run that has seen them has found it.

        Of several submissions the one with the most points counts, or the latest. Who is in the last roster and has
        handed in nothing is there, too.
        """
        query = (
            select(standing, handed_in.c.received, handed_in.c.origin, attempt.c.score)
            .outerjoin(handed_in, handed_in.c.id == standing.c.handed_in_id)
            .outerjoin(attempt, attempt.c.id == standing.c.attempt_id)
            .where(standing.c.slug == slug)
        )
        counts: dict[int, RowMapping] = {}
        with self._reading() as connection:
            for row in connection.execute(query).mappings():
                before = counts.get(row["student_id"])
                if before is None or _rank(row, best) > _rank(before, best):
                    counts[row["student_id"]] = row
            last_roster = connection.execute(select(func.max(student.c.roster_run))).scalar()
            people = list(connection.execute(select(student).order_by(student.c.login)).mappings())
            wanted = [row["attempt_id"] for row in counts.values() if row["attempt_id"] is not None]
            attempts = {one.id: one for one in _attempts(connection, wanted)}
        found = []
        for person in people:
            counted = counts.get(person["id"])
            if counted is not None and counted["handed_in_id"] is not None:
                last = attempts.get(counted["attempt_id"])
                number, digest = counted["handed_in_id"], counted["digest"]
                received, origin = counted["received"], counted["origin"]
                found.append(Current(_student(person), number, digest, received, origin, last))
            elif last_roster is not None and person["roster_run"] == last_roster:
                found.append(Current(_student(person), None, "", None, "", None))
        return found

    def history(self, login: str, slug: str = "") -> Iterator[tuple[str, RowMapping, list[Found]]]:
        """Everything that a student has handed in, oldest first, each with all attempts at it."""
        query = (
            select(handed_in)
            .join(handed_in_by, handed_in_by.c.handed_in_id == handed_in.c.id)
            .join(student, student.c.id == handed_in_by.c.student_id)
            .where(student.c.login == login)
            .order_by(handed_in.c.slug, handed_in.c.received, handed_in.c.id)
        )
        with self._reading() as connection:
            for row in list(connection.execute(query).mappings()):
                if slug and row["slug"] != slug:
                    continue
                same = (attempt.c.slug == row["slug"], attempt.c.digest == row["digest"])
                tried = connection.execute(select(*_OF_FOUND).where(*same).order_by(attempt.c.id)).mappings()
                yield row["slug"], row, list(map(_found, tried))

    # what a gradebook asks

    def submissions(self, slug: str) -> dict[str, list[HandedInRow]]:
        """What each student has handed in, by login, first things first; the same thing once."""
        query = (
            select(student.c.login, handed_in.c.id, handed_in.c.digest, handed_in.c.received, handed_in.c.origin)
            .join(handed_in_by, handed_in_by.c.student_id == student.c.id)
            .join(handed_in, handed_in.c.id == handed_in_by.c.handed_in_id)
            .where(handed_in.c.slug == slug)
            .order_by(handed_in.c.id)
        )
        found: dict[str, list[HandedInRow]] = {}
        with self._reading() as connection:
            for login, *values in connection.execute(query):
                found.setdefault(login, []).append(HandedInRow(*values))
        for rows in found.values():
            rows.sort(key=lambda row: (row.received.timestamp() if row.received else float("-inf"), row.id))
        return found

    def attempts_at(self, slug: str, digests: Sequence[str]) -> dict[str, Found]:
        """The last attempt at each of these submissions, by the submission's digest."""
        found: dict[str, Found] = {}
        with self._reading() as connection:
            for some in _in_pieces(digests):
                query = select(*_OF_FOUND).where(attempt.c.slug == slug, attempt.c.digest.in_(some))
                for row in connection.execute(query.order_by(attempt.c.id)).mappings():
                    found[row["digest"]] = _found(row)
        return found

    def outcomes(
        self, attempts: Sequence[int], *, tests: Collection[str] = (), parts: Collection[str] = ()
    ) -> Iterator[tuple[int, str, str, float, float]]:
        """Attempt, test, part, points and most points, of these tests or the tests of these parts."""
        wanted = outcome.c.test.in_(tests) if tests else outcome.c.part.in_(parts)
        columns = (outcome.c.attempt_id, outcome.c.test, outcome.c.part, outcome.c.points, outcome.c.max_points)
        with self._reading() as connection:
            for some in _in_pieces(attempts):
                query = select(*columns).where(outcome.c.attempt_id.in_(some), wanted)
                for row in connection.execute(query):
                    yield row.attempt_id, row.test, row.part, row.points, row.max_points

    def answers(self, attempts: Sequence[int]) -> Iterator[tuple[int, int, str, float]]:
        """Attempt, number of the question, digest of what was written, and most points."""
        columns = (answer.c.attempt_id, answer.c.number, answer.c.text_digest, answer.c.max_points)
        with self._reading() as connection:
            for some in _in_pieces(attempts):
                query = select(*columns).where(answer.c.attempt_id.in_(some)).order_by(answer.c.number)
                for row in connection.execute(query):
                    yield row.attempt_id, row.number, row.text_digest, row.max_points

    def tests_of(self, slug: str) -> dict[str, float]:
        """The tests that the last attempt of all was graded by, with their points."""
        last = select(func.max(attempt.c.id)).where(attempt.c.slug == slug).scalar_subquery()
        query = select(outcome.c.test, outcome.c.max_points).where(outcome.c.attempt_id == last)
        with self._reading() as connection:
            return {row.test: row.max_points for row in connection.execute(query)}

    def note_decision(
        self, *, moment: datetime, who: str, why: str, login: str, slug: str, kind: str, told: dict[str, Any]
    ) -> None:
        """Keep what somebody has decided; `login` "" is everyone."""
        with self._writing() as connection:
            number = next(iter(_ids_of(connection, [login])), None) if login else None
            if login and number is None:
                raise StoreError(f"no student {login!r} is known")
            values = {"moment": moment, "who": _plain(who), "why": _plain(why), "slug": slug, "kind": kind}
            connection.execute(decision.insert().values(student_id=number, told=told, **values))

    def decisions(self, slug: str) -> list[RowMapping]:
        """All about an assignment, or about every assignment, oldest first; each with the login it is about."""
        query = (
            select(decision, student.c.login)
            .outerjoin(student, student.c.id == decision.c.student_id)
            .where(decision.c.slug.in_([slug, ""]))
            .order_by(decision.c.id)
        )
        with self._reading() as connection:
            return list(connection.execute(query).mappings())

    def decisions_about(self, login: str) -> list[RowMapping]:
        """All about one student, oldest first."""
        query = (
            select(decision, student.c.login)
            .join(student, student.c.id == decision.c.student_id)
            .where(student.c.login == login)
            .order_by(decision.c.id)
        )
        with self._reading() as connection:
            return list(connection.execute(query).mappings())

    def knows(self, login: str) -> bool:
        with self._reading() as connection:
            return connection.execute(select(student.c.id).where(student.c.login == login)).first() is not None

    # what an export asks

    def points_of_parts(self, attempts: Sequence[int]) -> Iterator[tuple[int, str, float, int]]:
        """Attempt, part, points, and how many of the part's tests gave these points.

        No sum: that of a database is one of floating-point numbers.
        """
        columns = (outcome.c.attempt_id, outcome.c.part, outcome.c.points)
        with self._reading() as connection:
            for some in _in_pieces(attempts):
                query = select(*columns, func.count()).where(outcome.c.attempt_id.in_(some)).group_by(*columns)
                for row in connection.execute(query):
                    yield row[0], row[1], row[2], row[3]

    # below

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._told(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._told(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            shown = self._engine.url.render_as_string(hide_password=True)
            raise StoreError(f"{shown}: {reason(error)}") from error


def reason(error: SQLAlchemyError) -> str:
    """What the database said, in one line."""
    said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return " ".join(said.split()) or type(error).__name__


_AT_ONCE = 500  # values in one query
_OF_FOUND = (
    attempt.c.id,
    attempt.c.digest,
    attempt.c.score,
    attempt.c.max_score,
    attempt.c.started,
    attempt.c.seconds,
    attempt.c.cpu_seconds,
    attempt.c.isolation,
    attempt.c.conditions,
    attempt.c.calibration,
    attempt.c.edition,
)


def _found(row: RowMapping) -> Found:
    return Found(**row)


def _student(row: RowMapping) -> Student:
    return Student(row["login"], row["name"], row["email"], row["section"], row["team"])


def _rank(row: RowMapping, best: bool) -> tuple[int, bool, float, float, int]:
    """What counts of two: the later run; something of one's own; more points, if that is the rule; what came later."""
    points = row["score"] if best and row["score"] is not None else -1.0
    received = row["received"].timestamp() if row["received"] is not None else float("-inf")
    return row["run_id"], row["handed_in_id"] is not None, points, received, row["id"]


def _insert_if_new(connection: Connection, table: Table, **values: Any) -> None:
    """A row, unless there is one with its key: of two who write it at once, one does."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    connection.execute(dialect.insert(table).values(**values).on_conflict_do_nothing())


def _ids_of(connection: Connection, logins: Sequence[str]) -> list[int]:
    query = select(student.c.id).where(student.c.login.in_([_plain(login) for login in logins]))
    return list(connection.execute(query).scalars())


def text_digest(text: str) -> str:
    """What a person's points for a written answer belong to; "" for no answer."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _in_pieces(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """No more than every database takes in one query."""
    for start in range(0, len(values), _AT_ONCE):
        yield values[start : start + _AT_ONCE]


def _attempts(connection: Connection, numbers: Sequence[int]) -> Iterator[Found]:
    for some in _in_pieces(numbers):
        yield from map(_found, connection.execute(select(*_OF_FOUND).where(attempt.c.id.in_(some))).mappings())


def _plain(text: str) -> str:
    """A text that every database takes: PostgreSQL knows no NUL, and no half of a character."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _inserted(connection: Connection, table: Any, **values: Any) -> int:
    """The id of a new row."""
    (new,) = connection.execute(table.insert().values(**values).returning(table.c.id)).scalars()
    return int(new)
