"""What is asked of the store and put into it. A finding is one transaction: it is there as a whole, or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, RowMapping, func, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from grader.errors import StoreError
from grader.judge.grade import Grade
from grader.judge.marks import TestSpec
from grader.judge.run import Judgement
from grader.store.tables import attempt, edition, handed_in, handed_in_by, outcome, run, student


@dataclass(frozen=True)
class Person:
    """A student, by the login that the course knows."""

    login: str
    name: str = ""
    email: str = ""
    section: str = ""
    team: str = ""


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

    person: Person
    handed_in: int | None
    received: datetime | None
    origin: str
    attempt: Found | None


class Store:
    """One database. Methods raise StoreError when it cannot be read or written."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def close(self) -> None:
        self._engine.dispose()

    # runs

    def begin_run(self, slug: str, *, grader_version: str, isolation: str, slots: int) -> int:
        with self._writing() as connection:
            values = {"grader_version": grader_version, "isolation": isolation, "slots": slots}
            return _inserted(connection, run, slug=slug, started=datetime.now(UTC), **values)

    def end_run(self, number: int) -> None:
        with self._writing() as connection:
            connection.execute(run.update().where(run.c.id == number).values(ended=datetime.now(UTC)))

    # people and what they hand in

    def note_people(self, people: Iterable[Person]) -> None:
        """Add students, and bring what is known of them up to date."""
        with self._writing() as connection:
            known = {row.login: row for row in connection.execute(select(student))}
            for person in people:
                told = {"name": person.name, "email": person.email, "section": person.section, "team": person.team}
                row = known.get(person.login)
                if row is None:
                    connection.execute(student.insert().values(login=person.login, **told))
                elif any(told[key] and told[key] != row._mapping[key] for key in told):
                    kept = {key: value for key, value in told.items() if value}
                    connection.execute(student.update().where(student.c.id == row.id).values(**kept))

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
        """What somebody has handed in, seen in run `number`; the same from the same owner is noted once."""
        with self._writing() as connection:
            same = (handed_in.c.slug == slug, handed_in.c.owner == owner, handed_in.c.digest == digest)
            for row in connection.execute(select(handed_in.c.id, handed_in.c.received).where(*same)):
                if row.received == received:
                    return int(row.id)
            told = {"name": name, "origin": origin, "received": received, "run_id": number}
            new = _inserted(connection, handed_in, slug=slug, owner=owner, digest=digest, **told)
            ids = connection.execute(select(student.c.id).where(student.c.login.in_(logins))).scalars()
            for one in ids:
                connection.execute(handed_in_by.insert().values(handed_in_id=new, student_id=one))
            return new

    # attempts

    def add(self, number: int, judgement: Judgement, *, conditions: str, calibration: str) -> int:
        """Keep an attempt with its outcomes."""
        grade = judgement.grade
        with self._writing() as connection:
            known = select(edition.c.digest).where(edition.c.digest == grade.assignment_digest)
            if connection.execute(known).first() is None:
                tests = {name: msgspec.to_builtins(spec) for name, spec in judgement.specs.items()}
                told = {"slug": grade.assignment, "title": grade.assignment_title, "max_score": grade.max_score}
                connection.execute(edition.insert().values(digest=grade.assignment_digest, tests=tests, **told))
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
            return new

    def last_attempts(self, slug: str, digests: Sequence[str] | None = None) -> dict[str, Found]:
        """The last attempt at each submission of an assignment, by the submission's digest."""
        last = select(func.max(attempt.c.id)).where(attempt.c.slug == slug).group_by(attempt.c.digest)
        query = select(*_OF_FOUND).where(attempt.c.id.in_(last))
        if digests is not None:
            query = query.where(attempt.c.digest.in_(digests))
        with self._reading() as connection:
            return {row["digest"]: _found(row) for row in connection.execute(query).mappings()}

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
        """Where each student stands, by login: what was handed in last counts, or what has the most points."""
        attempts = self.last_attempts(slug)
        counts: dict[str, RowMapping] = {}
        with self._reading() as connection:
            people = {row["login"]: _person(row) for row in connection.execute(select(student)).mappings()}
            query = (
                select(handed_in, student.c.login)
                .join(handed_in_by, handed_in_by.c.handed_in_id == handed_in.c.id)
                .join(student, student.c.id == handed_in_by.c.student_id)
                .where(handed_in.c.slug == slug)
            )
            for row in connection.execute(query).mappings():
                before = counts.get(row["login"])
                if before is None or _rank(row, attempts, best) > _rank(before, attempts, best):
                    counts[row["login"]] = row
        found = []
        for login, person in sorted(people.items()):
            if counted := counts.get(login):
                last = attempts.get(counted["digest"])
                found.append(Current(person, counted["id"], counted["received"], counted["origin"], last))
            else:
                found.append(Current(person, None, None, "", None))
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

    def knows(self, login: str) -> bool:
        with self._reading() as connection:
            return connection.execute(select(student.c.id).where(student.c.login == login)).first() is not None

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


def _person(row: RowMapping) -> Person:
    return Person(row["login"], row["name"], row["email"], row["section"], row["team"])


def _rank(row: RowMapping, attempts: Mapping[str, Found], best: bool) -> tuple[float, float, int]:
    """What counts of two: more points, if that is the rule; the later one; the one that was seen later."""
    found = attempts.get(row["digest"])
    points = found.score if best and found is not None else 0.0
    received = row["received"].timestamp() if row["received"] is not None else float("-inf")
    return points, received, row["id"]


def _inserted(connection: Connection, table: Any, **values: Any) -> int:
    """The id of a new row."""
    (new,) = connection.execute(table.insert().values(**values).returning(table.c.id)).scalars()
    return int(new)
