"""What an export of a large class costs: each format from the store to its bytes, on a store that is made for it.

    python bench/export.py [--students N] [--tests N] [--repeat N] [FORMAT…]

Seconds of the clock, the best and the worst of the repetitions, and the least CPU seconds, which a busy machine changes
less. One repetition opens the store, reads the gradebook, and writes the format as `grader export` does, to memory;
gradescope and classroom50 to a folder a student, on disk.
"""

from __future__ import annotations

import argparse
import os
import platform
import tempfile
import time
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from sqlalchemy import create_engine

from grader import export
from grader.course import Assignment, load_assignment
from grader.export import Contents
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Comment, Release
from grader.judge.grade import Grade, Outcome
from grader.judge.spec import TestSpec
from grader.store import open_store, tables

SLUG = "large"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
SETTINGS = """
title = "A large class"
file = "large.py"
functions = ["f"]

[[parts]]
name = "First"
points = 50

[[parts]]
name = "Second"
points = 50

[policy]
due = 2026-03-01T12:00:00Z
late_percent = 10
"""
WHOLE: dict[str, Callable[[Contents], bytes]] = {
    "csv": export.to_csv,
    "canvas": export.to_canvas,
    "moodle": export.to_moodle,
    "json": export.to_json,
    "junit": export.to_junit,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=10_000)
    parser.add_argument("--tests", type=int, default=20)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("forms", nargs="*", metavar="FORMAT", help="by default all")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder)
        assignment = made_course(course)
        fill(course, students=asked.students, tests=asked.tests)
        print(f"{asked.students} students, {asked.tests} tests, {platform.python_version()}, {os.cpu_count()} cores")
        for form in asked.forms or (*WHOLE, "gradescope", "classroom50"):
            times, cpu_times, size = [], [], 0
            for repetition in range(asked.repeat):
                before, cpu_before = time.perf_counter(), time.process_time()
                size = one(assignment, form, course / f"{form}-{repetition}")
                times.append(time.perf_counter() - before)
                cpu_times.append(time.process_time() - cpu_before)
            each = min(times) / asked.students * 1e3
            clock = f"{min(times):6.2f} to {max(times):.2f} s, CPU {min(cpu_times):.2f} s"
            print(f"{form:12} {clock}, {each:.2f} ms a student, {size / 1e6:.1f} MB", flush=True)


def one(assignment: Assignment, form: str, folder: Path) -> int:
    """Bytes that are written."""
    store = open_store(assignment.course, "")
    try:
        contents = Contents(Gradebook(assignment, store), "student")
        if form in WHOLE:
            return len(WHOLE[form](contents))
        if form == "gradescope":
            export.write_each(folder, "results.json", export.to_gradescope(contents))
        else:
            export.write_each(folder, "result.json", export.to_classroom50(contents, export.Place()))
        return sum(path.stat().st_size for path in folder.glob("*/*"))
    finally:
        store.close()


def made_course(course: Path) -> Assignment:
    reference, tests = course / "reference" / SLUG, course / "tests" / "assignments" / SLUG
    reference.mkdir(parents=True)
    tests.mkdir(parents=True)
    (reference / "assignment.toml").write_text(SETTINGS, encoding="utf-8")
    (reference / "large.py").write_text("def f():\n    pass\n", encoding="utf-8")
    (reference / "README.md").write_text("# A large class\n", encoding="utf-8")
    for name in ("test_hidden.py", "test_public.py"):
        (tests / name).write_text("", encoding="utf-8")
    return load_assignment(course, SLUG)


def fill(course: Path, *, students: int, tests: int) -> None:
    """Everyone graded, a third of them late, all released, each tenth with a comment."""
    open_store(course, "").close()
    engine = create_engine(f"sqlite:///{course / '.grader' / 'grades.db'}")
    numbers = range(1, students + 1)
    specs = {
        f"test_{n}": TestSpec(id=f"test_{n}", title=f"Title {n}", part=part_of(n), points=100 / tests, of="f")
        for n in range(tests)
    }
    digest = "e" * 64
    run = {"slug": SLUG, "started": NOON, "grader_version": "1", "isolation": "A", "slots": 1, "has_roster": True}
    with engine.begin() as connection:
        connection.execute(tables.run.insert().values(id=1, **run))
        edition = {"digest": digest, "slug": SLUG, "title": "A large class", "max_score": 100.0}
        connection.execute(tables.edition.insert().values(tests=msgspec.to_builtins(specs), **edition))
        rows: dict[str, list[dict[str, object]]] = {name: [] for name in _FILLED}
        for number in numbers:
            grade = made_grade(number, tests, digest)
            login, own = f"student{number:05}", grade.submission_digest
            received = NOON + timedelta(hours=number % 3 - 1)
            rows["student"].append(
                {
                    "id": number,
                    "login": login,
                    "name": f"Name {number}",
                    "email": f"{login}@example.org",
                    "roster_run": 1,
                }
            )
            handed_in = {"id": number, "slug": SLUG, "owner": login, "digest": own, "name": login, "run_id": 1}
            origin = f"all.zip/Name {number}_{number + 10_000}_assignsubmission_file"
            rows["handed_in"].append({**handed_in, "origin": origin, "received": received})
            rows["handed_in_by"].append({"handed_in_id": number, "student_id": number})
            attempt = {"id": number, "run_id": 1, "slug": SLUG, "digest": own, "conditions": "c", "calibration": "k"}
            attempt |= {"edition": digest, "isolation": "A", "started": NOON, "seconds": 1.0, "cpu_seconds": 1.0}
            content = zlib.compress(msgspec.json.encode(grade))
            rows["attempt"].append({**attempt, "score": grade.score, "max_score": 100.0, "grade": content})
            rows["outcome"] += [
                {
                    "attempt_id": number,
                    "test": test.id,
                    "part": test.part,
                    "status": test.status,
                    "points": test.points,
                    "max_points": test.max_points,
                    "seconds": 0.1,
                }
                for test in grade.tests
            ]
            standing = {"run_id": 1, "slug": SLUG, "student_id": number, "handed_in_id": number, "digest": own}
            rows["standing"].append({**standing, "attempt_id": number})
            if number % 10 == 0:
                rows["decision"].append(decided(Comment("well done, but see question 2"), "comment", number))
        rows["decision"].append(decided(Release(True), "release", None))
        for name, values in rows.items():
            connection.execute(getattr(tables, name).insert(), values)
    engine.dispose()


_FILLED = ("student", "handed_in", "handed_in_by", "attempt", "outcome", "standing", "decision")


def decided(what: Comment | Release, kind: str, student: int | None) -> dict[str, object]:
    told = msgspec.to_builtins(what)
    return {"moment": NOON, "who": "ta", "why": "x", "student_id": student, "slug": SLUG, "kind": kind, "told": told}


def part_of(test: int) -> str:
    return ("First", "Second")[test % 2]


def made_grade(number: int, tests: int, edition: str) -> Grade:
    outcomes = tuple(
        Outcome(
            id=f"test_{n}",
            part=part_of(n),
            title=f"Title {n}",
            points=100 / tests if (n + number) % 3 else 0.0,
            max_points=100 / tests,
            status="passed" if (n + number) % 3 else "failed",
            message="" if (n + number) % 3 else "grads['b1'] has shape (5, 4), expected (4,)",
            hint="" if (n + number) % 3 else "was the sum over the batch forgotten?",
            seconds=0.1,
        )
        for n in range(tests)
    )
    return Grade(
        grader_version="1",
        assignment=SLUG,
        assignment_title="A large class",
        assignment_digest=edition,
        submission=f"student{number:05}",
        submission_digest=f"{number:064x}",
        isolation="A",
        score=float(sum(test.points for test in outcomes)),
        max_score=100.0,
        started=NOON.isoformat(),
        seconds=1.0,
        audience="instructor",
        tests=outcomes,
    )


if __name__ == "__main__":
    main()
