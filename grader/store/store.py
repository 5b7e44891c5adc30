"""What is asked of the store and put into it. A finding is one transaction: it is there as a whole, or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, RowMapping, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from grader.errors import StoreError
from grader.judge.grade import Grade
from grader.judge.marks import TestSpec
from grader.judge.run import Judgement
from grader.store.tables import attempt, edition, handed_in, handed_in_by, outcome, run, standing, student


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

    def begin_run(self, slug: str, *, grader_version: str, isolation: str, slots: int, has_roster: bool) -> int:
        values = {"grader_version": grader_version, "isolation": isolation, "slots": slots, "has_roster": has_roster}
        with self._writing() as connection:
            return _inserted(connection, run, slug=slug, started=datetime.now(UTC), **values)

    def end_run(self, number: int) -> None:
        with self._writing() as connection:
            connection.execute(run.update().where(run.c.id == number).values(ended=datetime.now(UTC)))

    # people and what they hand in

    def note_people(self, people: Iterable[Person], *, roster_of: int | None = None) -> None:
        """Add students, and bring what is known of them up to date; `roster_of` is the run whose roster they are in."""
        with self._writing() as connection:
            known = {row.login: row for row in connection.execute(select(student))}
            for one in people:
                login = _plain(one.login)
                told = {"name": one.name, "email": one.email, "section": one.section, "team": one.team}
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
            waits = (standing.c.run_id == number, standing.c.digest == grade.submission_digest)
            connection.execute(standing.update().where(*waits, standing.c.attempt_id.is_(None)).values(attempt_id=new))
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
                number, received, origin = counted["handed_in_id"], counted["received"], counted["origin"]
                found.append(Current(_person(person), number, received, origin, last))
            elif last_roster is not None and person["roster_run"] == last_roster:
                found.append(Current(_person(person), None, None, "", None))
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


def _person(row: RowMapping) -> Person:
    return Person(row["login"], row["name"], row["email"], row["section"], row["team"])


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


def _attempts(connection: Connection, numbers: Sequence[int]) -> Iterator[Found]:
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        yield from map(_found, connection.execute(select(*_OF_FOUND).where(attempt.c.id.in_(some))).mappings())


def _plain(text: str) -> str:
    """A text that every database takes: PostgreSQL knows no NUL, and no half of a character."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()


def _inserted(connection: Connection, table: Any, **values: Any) -> int:
    """The id of a new row."""
    (new,) = connection.execute(table.insert().values(**values).returning(table.c.id)).scalars()
    return int(new)
