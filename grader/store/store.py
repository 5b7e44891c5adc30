"""What is asked of the store and put into it. A finding is one transaction: it is there as a whole, or not at all."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, func, select

from grader.judge.grade import Grade
from grader.judge.job import Judgement
from grader.judge.spec import TestSpec
from grader.people import Student
from grader.store.connected import ids_of, in_pieces, insert_if_new, inserted, plain
from grader.store.decided import Decided, text_digest
from grader.store.rows import OF_FOUND, Current, Found, found_of, student_of
from grader.store.runs import Runs
from grader.store.tables import answer, attempt, edition, handed_in, handed_in_by, outcome, standing, student


class Store(Decided, Runs):
    """One database."""

    # people and what they hand in

    def note_people(self, people: Iterable[Student], *, roster_of: int | None = None) -> None:
        """Add students, and bring what is known of them up to date; `roster_of` is the run whose roster they are in."""
        with self._writing() as connection:
            known = {row.login: row for row in connection.execute(select(student))}
            for one in people:
                login = plain(one.login)
                told = {"name": one.name, "email": one.email, "section": one.section, "team": one.group}
                values: dict[str, Any] = {key: plain(value) for key, value in told.items() if value}
                values |= {"ids": [plain(other) for other in one.ids]} if one.ids else {}
                values |= {"roster_run": roster_of} if roster_of is not None else {}
                row = known.get(login)
                if row is None:
                    insert_if_new(connection, student, login=login, **values)
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
        owner, name, origin = plain(owner), plain(name), plain(origin)
        with self._writing() as connection:
            same = (handed_in.c.slug == slug, handed_in.c.owner == owner, handed_in.c.digest == digest)
            rows = connection.execute(select(handed_in.c.id, handed_in.c.received).where(*same)).all()
            new = next((int(row.id) for row in rows if received is None or row.received == received), 0)
            timeless = next((int(row.id) for row in rows if row.received is None), 0)
            if not new and timeless:  # of the same it was not known when it came
                new = timeless
                connection.execute(handed_in.update().where(handed_in.c.id == new).values(received=received))
            if not new:
                told = {"name": name, "origin": origin, "received": received, "run_id": number}
                new = inserted(connection, handed_in, slug=slug, owner=owner, digest=digest, **told)
            known = select(handed_in_by.c.student_id).where(handed_in_by.c.handed_in_id == new)
            there, now = set(connection.execute(known).scalars()), set(ids_of(connection, logins))
            for one in now - there:
                connection.execute(handed_in_by.insert().values(handed_in_id=new, student_id=one))
            others = (handed_in_by.c.handed_in_id == new, handed_in_by.c.student_id.in_(there - now))
            connection.execute(handed_in_by.delete().where(*others))
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
            ids = ids_of(connection, logins)
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
            insert_if_new(connection, edition, digest=grade.assignment_digest, tests=tests, **told)
            new = inserted(
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
                cpu_seconds=judgement.all_cpu_seconds,
                score=grade.score,
                max_score=grade.max_score,
                grade=zlib.compress(msgspec.json.encode(grade)),
                notebook=zlib.compress(judgement.notebook) if judgement.notebook else None,
                source=zlib.compress(judgement.source) if judgement.source else None,
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
            select(*OF_FOUND)
            .where(attempt.c.slug == slug, attempt.c.conditions == conditions, attempt.c.id.not_in(unsure))
            .order_by(attempt.c.id)
        )
        with self._reading() as connection:
            return {row["digest"]: found_of(row) for row in connection.execute(query).mappings()}

    def grade_of(self, number: int) -> tuple[Grade, bytes, dict[str, TestSpec]]:
        """The whole grade of an attempt, its notebook as it ran, and what the tests declare."""
        columns = (attempt.c.grade, attempt.c.notebook, edition.c.tests)
        query = select(*columns).join(edition, edition.c.digest == attempt.c.edition).where(attempt.c.id == number)
        with self._reading() as connection:
            row = connection.execute(query).one()
        grade = msgspec.json.decode(zlib.decompress(row.grade), type=Grade)
        notebook = zlib.decompress(row.notebook) if row.notebook else b""
        return grade, notebook, msgspec.convert(row.tests, dict[str, TestSpec])

    def source_of(self, number: int) -> bytes:
        """The text of the assignment's file as an attempt ran it; b"" where there was none, or it was not kept yet."""
        with self._reading() as connection:
            packed = connection.execute(select(attempt.c.source).where(attempt.c.id == number)).scalar_one()
        return zlib.decompress(packed) if packed else b""

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

    def current(self, slug: str) -> list[Current]:
        """Where each student stands, by login, as the last run that has seen them has found it.

        Of several submissions that a run has seen the latest counts. Who is in the last roster and has handed in
        nothing is there, too. Without an attempt of that run's, the last one at the same submission holds.
        """
        last = (
            select(standing.c.student_id, func.max(standing.c.run_id).label("run_id"))
            .where(standing.c.slug == slug)
            .group_by(standing.c.student_id)
            .subquery()
        )
        query = (
            select(standing, handed_in.c.received, handed_in.c.origin)
            .join(last, (last.c.student_id == standing.c.student_id) & (last.c.run_id == standing.c.run_id))
            .outerjoin(handed_in, handed_in.c.id == standing.c.handed_in_id)
            .where(standing.c.slug == slug)
        )
        counts: dict[int, RowMapping] = {}
        with self._reading() as connection:
            for row in connection.execute(query).mappings():
                before = counts.get(row["student_id"])
                if before is None or _rank(row) > _rank(before):
                    counts[row["student_id"]] = row
            last_roster = connection.execute(select(func.max(student.c.roster_run))).scalar()
            people = list(connection.execute(select(student).order_by(student.c.login)).mappings())
            wanted = [row["attempt_id"] for row in counts.values() if row["attempt_id"] is not None]
            attempts = {one.id: one for one in _attempts(connection, wanted)}
        earlier = self.attempts_at(slug, [row["digest"] for row in counts.values() if row["attempt_id"] is None])
        found = []
        for person in people:
            counted = counts.get(person["id"])
            if counted is not None and counted["handed_in_id"] is not None:
                number, digest = counted["handed_in_id"], counted["digest"]
                attempt = attempts.get(counted["attempt_id"]) or earlier.get(digest)
                received, origin = counted["received"], counted["origin"]
                found.append(Current(student_of(person), number, digest, received, origin, attempt))
            elif last_roster is not None and person["roster_run"] == last_roster:
                found.append(Current(student_of(person), None, "", None, "", None))
        return found

    def history(self, login: str, slug: str = "") -> Iterator[tuple[str, RowMapping, list[Found]]]:
        """Everything that a student has handed in, oldest first, each with all attempts at it."""
        query = (
            select(handed_in)
            .join(handed_in_by, handed_in_by.c.handed_in_id == handed_in.c.id)
            .join(student, student.c.id == handed_in_by.c.student_id)
            .where(student.c.login == plain(login))
            .order_by(handed_in.c.slug, handed_in.c.received, handed_in.c.id)
        )
        with self._reading() as connection:
            for row in list(connection.execute(query).mappings()):
                if slug and row["slug"] != slug:
                    continue
                same = (attempt.c.slug == row["slug"], attempt.c.digest == row["digest"])
                tried = connection.execute(select(*OF_FOUND).where(*same).order_by(attempt.c.id)).mappings()
                yield row["slug"], row, list(map(found_of, tried))


def _rank(row: RowMapping) -> tuple[bool, float, int]:
    """What counts of two that one run has seen: something of one's own; what came later."""
    received = row["received"].timestamp() if row["received"] is not None else float("-inf")
    return row["handed_in_id"] is not None, received, row["id"]


def _attempts(connection: Connection, numbers: Sequence[int]) -> Iterator[Found]:
    for some in in_pieces(numbers):
        yield from map(found_of, connection.execute(select(*OF_FOUND).where(attempt.c.id.in_(some))).mappings())
