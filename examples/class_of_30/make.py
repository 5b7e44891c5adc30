"""Grades the class of the example and writes its pages to reports/example/.

    python examples/class_of_30/make.py            # grades what has changed: ten minutes for all of it, on two cores
    python examples/class_of_30/make.py --render   # the pages again, from the grades that are kept: seconds
    python examples/class_of_30/make.py --check    # are the pages what the present code makes of those grades?

students.py has who hands in what, late or twice. It is graded as a class is, batch by batch, and then an instructor
decides. The grades are kept in grades.json.gz beside this file, so that pages can be made without grading. Everything
is the same each time but for times and memory.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import kept
import tomli_w
from sqlalchemy import RowMapping
from students import ANSWERS, CLASS, One, files_of, student

from grader import submission
from grader.course import Assignment, load_assignment
from grader.gradebook import Gradebook
from grader.people import Student
from grader.report.of_class import write_class
from grader.store import DecisionRow, Store, open_store

ROOT = Path(__file__).parents[2]
SLUG = "mlp_numpy"
SAMPLES = ROOT / "examples" / "submissions"
GRADES = Path(__file__).parent / "grades.json.gz"
PAGES = ROOT / "reports" / "example"
WITH_PAGES = tuple(map(student, (1, 3, 7, 8, 11, 16, 18, 22, 23, 24, 25, 27, 29)))
WORKPLACE = ROOT / ".grader" / "class_of_30"
DUE = datetime(2026, 10, 2, 16, tzinfo=UTC)
POLICY = """
[policy]
due = 2026-10-02T18:00:00
time_zone = "Europe/Zurich"
grace_minutes = 15
late_percent = 10
late_at_most = 50
leaderboard = true
"""
BY = ("--by", "the instructor")
DECISIONS = (
    ("extend", student(7), SLUG, "--until", "2026-10-05T18:00", "--why", "ill, with a note of 1 October", *BY),
    (
        *("override", student(24), SLUG, "test_backward_has_the_shapes_of_the_parameters", "1", *BY),
        *("--why", "appeal: the gradients of the biases have their shapes, which is half of it"),
    ),
    ("comment", student(24), SLUG, "The biases are right, as you say: a point more. The weights stay transposed.", *BY),
    *(
        ("regrade", SLUG, "--full", test, *BY, "--why", "the statement was not clear about when a new order is drawn")
        for test in ("test_fit_draws_a_new_order_each_epoch", "test_no_order_follows_from_another")
    ),
    ("override", student(29), SLUG, "--bonus", "2", "--why", "found a mistake in the statement", *BY),
    ("comment", student(20), SLUG, "A good beginning. Come to the office hour before the next assignment.", *BY),
    ("release-grades", SLUG, *BY),
)
UNMARKED = (student(11), student(28))  # whose answers still wait
FAIR_COMMENTS = (
    "Where does the derivation for k = t come from?",
    "How would such a check show it, and when does it matter?",
)
README = """# A class of 30 submissions

What `grader report` makes of a class: open `index.html` in a browser, from a checkout of this repository. (GitHub shows
HTML files as their source.) `instructor/` has what an instructor sees of a student, `students/` what the student is
given. To keep the folder small, {few} of the {all} students who have a grade have pages here.

The class is made up; its grades are not. What was handed in is the reference of `{slug}`, variants, samples and mutants
of this repository, graded in the sandbox by the hidden tests. Some came late, some more than once, one from a group of
two, one as a notebook; one student handed in nothing. There is an extension, an appeal that was granted, two tests that
give their points to everyone, and written answers with points by a person, some of which still wait.

`make example` grades the class and writes these files. `make example-pages` writes them again, from the grades that are
kept in `examples/class_of_30/`; `make check` says when that is due. Of `reports/`, git has this folder alone.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--render", action="store_true", help="make the pages again from the grades that are kept")
    which.add_argument("--check", action="store_true", help="say whether the pages are what the present code makes")
    parser.add_argument(
        "--all", type=Path, metavar="DIR", help="write the pages of all students to this folder instead"
    )
    options = parser.parse_args()
    if options.check:
        return check(PAGES)
    if not (options.render or options.all):
        kept.write(decided(graded()), GRADES)
    if options.all:
        render(options.all, everyone=True)
    else:
        render(PAGES)
    return 0


def graded() -> kept.Kept:
    """Grade the class, first submissions first; what WORKPLACE knows the grade of is not graded again."""
    course = write_course(WORKPLACE / "course")
    assignment = load_assignment(course, SLUG)
    roster, batches = WORKPLACE / "roster.csv", []
    write_table(roster, ("login", "group"), [(login, one.group) for one in CLASS for login in one.logins])
    for number in range(max(len(one.handed_in) for one in CLASS)):
        folder = WORKPLACE / f"batch-{number + 1}"
        shutil.rmtree(folder, ignore_errors=True)
        batches.append([hand_in(folder, one, number, assignment) for one in CLASS if len(one.handed_in) > number])
        times = folder.with_suffix(".csv")
        write_table(times, ("owner", "received"), [(one.owner, one.received.isoformat()) for one in batches[-1]])
        grader(course, "batch", SLUG, folder, "--roster", roster, "--received", times)
    students = [Student(login, group=one.group) for one in CLASS for login in one.logins]
    with opened(course) as store:
        return kept.taken_from(store, SLUG, students, batches)


def hand_in(folder: Path, one: One, number: int, assignment: Assignment) -> kept.HandedIn:
    """Write submission `number` of a student, or of a group, to a folder of theirs in `folder`."""
    handed_in = one.handed_in[number]
    owner = one.group or one.logins[0]
    (folder / owner).mkdir(parents=True)
    for name, content in files_of(handed_in, assignment, SAMPLES).items():
        (folder / owner / name).write_bytes(content)
    digest = submission.read(folder / owner, assignment).digest
    return kept.HandedIn(owner, list(one.logins), DUE + timedelta(hours=handed_in.hours), digest)


def decided(class_: kept.Kept) -> kept.Kept:
    """With what the instructor decides, by the commands that are there for it."""
    with restored(class_) as course:
        mark_answers(course)
        for command in DECISIONS:
            grader(course, *command)
        with opened(course) as store:
            class_.decisions = [decision_of(row) for row in store.decisions(SLUG)]
    return class_


def decision_of(row: RowMapping) -> DecisionRow:
    told = (row["moment"], row["who"], row["why"], row["login"] or "", row["slug"], row["kind"], row["told"])
    return DecisionRow(*told)


def mark_answers(course: Path) -> None:
    """Points by the rubric, as far as an answer goes; some answers still wait."""
    sheet = course / "answers.toml"
    grader(course, "rubric", SLUG, "--named", "--out", sheet)
    told = tomllib.loads(sheet.read_text(encoding="utf-8"))
    most = load_assignment(course, SLUG).questions
    for answer in told["answer"]:
        question = answer["question"] - 1
        if answer["who"] in UNMARKED:
            continue
        good = answer["answer"].strip() == ANSWERS["good"][question]
        lines = most[question].rubric
        answer["points"] = [line.points if good or not place else 0.0 for place, line in enumerate(lines)]
        answer["comment"] = "" if good else FAIR_COMMENTS[question]
    sheet.write_text(tomli_w.dumps(told), encoding="utf-8")
    grader(course, "rubric", SLUG, "--from", sheet, *BY)


def render(out: Path, *, everyone: bool = False) -> None:
    """The pages of the class, by the present code."""
    with restored(kept.read(GRADES)) as course, opened(course) as store:
        done = write_class(Gradebook(load_assignment(course, SLUG), store), out, only=() if everyone else WITH_PAGES)
    if not everyone:
        graded = sum(len(one.logins) for one in CLASS if one.handed_in)
        text = README.format(few=done.pages, all=graded, slug=SLUG)
        (out / "README.md").write_text(text, encoding="utf-8")


def check(pages: Path) -> int:
    """0 when `pages` are what the present code makes of the grades; else 1, and which are not is said."""
    with tempfile.TemporaryDirectory() as folder:
        render(Path(folder))
        made, there = files_in(Path(folder)), files_in(pages)
    differ = sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))
    if not differ:
        return 0
    more = f" and {len(differ) - 3} more" if len(differ) > 3 else ""
    print(
        f"reports/example is not what the present code makes of its grades: {', '.join(differ[:3])}{more}.\n"
        "make example-pages writes it anew; make example also grades what has to be graded again.",
        file=sys.stderr,
    )
    return 1


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# the course


def write_course(course: Path) -> Path:
    """This repository's assignment with a policy, and keys of its own; grades that are there stay."""
    for folder in ("reference", "tests/assignments", "student_template"):
        shutil.rmtree(course / folder, ignore_errors=True)
        shutil.copytree(ROOT / folder / SLUG, course / folder / SLUG, ignore=shutil.ignore_patterns("__pycache__"))
    with (course / "reference" / SLUG / "assignment.toml").open("a", encoding="utf-8") as settings:
        settings.write(POLICY)
    (course / ".grader").mkdir(exist_ok=True)
    for secret in ("key", "pseudonyms"):
        text = hashlib.sha256(f"the class of the example: {secret}".encode()).hexdigest()
        (course / ".grader" / secret).write_text(text + "\n", encoding="ascii")
    return course


@contextmanager
def restored(class_: kept.Kept) -> Iterator[Path]:
    """A course with these grades, for the time of a `with` block."""
    with tempfile.TemporaryDirectory() as folder:
        course = write_course(Path(folder))
        with opened(course) as store:
            kept.restore(class_, store)
        yield course


@contextmanager
def opened(course: Path) -> Iterator[Store]:
    store = open_store(course)
    try:
        yield store
    finally:
        store.close()


def grader(course: Path, *arguments: object) -> None:
    command = [sys.executable, "-m", "grader", *map(str, arguments), "--course", str(course)]
    subprocess.run(command, check=True)


def write_table(path: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([columns, *rows])


if __name__ == "__main__":
    sys.exit(main())
