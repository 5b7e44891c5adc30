"""What the pages of a class cost: pages a second, memory, and the size of the page of all.

    python bench/report.py [--students N] [--out DIR] [--open] [--serve]

N students with made-up outcomes of the hidden tests of mlp_numpy, put into a store without grading: some are late,
some missing, some have handed in together, and what goes wrong goes wrong in few ways, as in a class. `--open` also
times how long Chromium takes to load and draw the page of all, where there is a Chromium; `--serve` how long
`grader serve` takes for it, and for a student's page.
"""

from __future__ import annotations

import argparse
import importlib
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from grader.course import Assignment, load_assignment
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Excuse, Release
from grader.judge.follow import mark_follow_on
from grader.judge.grade import Grade, Outcome, total_score
from grader.judge.job import Judgement
from grader.judge.spec import TestSpec
from grader.people import Student
from grader.report.of_class import write_class
from grader.store import Store, open_store

SLUG = "mlp_numpy"
HERE = Path(__file__).parent.parent
DUE = datetime(2026, 10, 1, 12, tzinfo=UTC)
POLICY = f"\n[policy]\ndue = {DUE:%Y-%m-%dT%H:%M:%SZ}\nlate_percent = 10\nslip_days = 1\nleaderboard = true\n"
FIRST = "Ada Bo Chidi Dora Emil Fatima Gus Hana Ivo Jun Kofi Lea Mina Nils Olu Pia Quentin Rosa Sam Tuva".split()
LAST = "Abe Bauer Conti Diallo Eriksen Fischer Gupta Haddad Ito Jansen Khan Lopez Meier Novak Okafor Popov".split()
WRONG = (
    "grads['b{n}'] is right once axis 0 is reduced: was the sum over the batch forgotten?",
    "is exactly {m} times what was expected, and {m} is the size of the batch: was a mean taken for a sum?",
    "sums to 1 over axis 0, where axis 1 was asked for: which axis is summed over?",
    "is nan in {m} entries where a finite number was due: is there an exp of large numbers, or a log of 0?",
    "is transposed: is an argument of @ in the wrong place?",
    "must leave what it is given as it is: an in-place operation (-=, +=, out=) on a copy?",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--students", type=int, default=1000)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--open", action="store_true")
    parser.add_argument("--serve", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        out = options.out or Path(folder) / "out"
        store, book = filled(Path(folder) / "course", options.students)
        before, begun, cpu = peak_mb(), time.monotonic(), time.process_time()
        done = write_class(book, out)
        seconds, cpu, tests = time.monotonic() - begun, time.process_time() - cpu, len(book.tests())
        store.close()
        pages = sum(1 for _ in out.glob("*/*.html")) + 1
        print(f"{options.students} students, {done.pages} with a grade, {tests} tests")
        print(f"{pages} pages in {seconds:.1f} s ({cpu:.1f} s of CPU): {pages / seconds:.0f} a second")
        print(f"index.html: {done.index.stat().st_size / 1e6:.2f} MB")
        print(f"peak memory: {before:.0f} MB before, {peak_mb():.0f} MB at the end")
        if options.serve:
            print(served(Path(folder) / "course"))
        if options.open:
            print(f"Chromium, start included: {opened(done.index):.2f} s; an empty page: {opened(None):.2f} s")


def filled(course: Path, students: int) -> tuple[Store, Gradebook]:
    """A course with a store in which a class has been graded."""
    shutil.copytree(HERE / "reference" / SLUG, course / "reference" / SLUG)
    shutil.copytree(HERE / "tests" / "assignments" / SLUG, course / "tests" / "assignments" / SLUG)
    with (course / "reference" / SLUG / "assignment.toml").open("a", encoding="utf-8") as settings:
        settings.write(POLICY)
    assignment = load_assignment(course, SLUG)
    store, chance = open_store(course), random.Random(1)
    run = store.begin_run(SLUG, grader_version="1", isolation="A", slots=2, has_roster=True)
    people = [
        Student(f"student{n:05}", f"{chance.choice(FIRST)} {chance.choice(LAST)}", section=chance.choice("ABC"))
        for n in range(students)
    ]
    store.note_people(people, roster_of=run)
    declared = {spec.id: spec for spec in specs(assignment)}
    together: list[str] = []
    for n, one in enumerate(people):
        if n % 23 == 5:
            continue  # missing
        together.append(one.login)
        if n % 20 == 3:
            continue  # hands in with the next one
        received = DUE + timedelta(hours=chance.choice([-30, -10, -5, -3, -2, -1, -1, -0.5, 10, 40]))
        digest = f"{n:064x}"
        store.add(run, judged(assignment, digest, declared, chance), conditions="c", calibration="k")
        told = {"digest": digest, "name": one.login, "origin": one.login, "received": received}
        number = store.note_handed_in(run, SLUG, owner=one.login, logins=together, **told)
        store.note_standing(run, SLUG, handed_in_id=number, digest=digest, logins=together, attempt_id=None)
        together = []
    book = Gradebook(assignment, store)
    book.decide(Release(True), why="done")
    book.decide(Excuse(), why="a note", login=people[-1].login)
    return store, book


def specs(assignment: Assignment) -> Iterator[TestSpec]:
    """What the hidden tests declare, without running them."""
    sys.path.insert(0, str(assignment.tests_folder))
    for path in assignment.hidden_tests:
        for name, test in vars(importlib.import_module(path.stem)).items():
            for mark in getattr(test, "pytestmark", ()):
                told = {key: mark.kwargs[key] for key in ("part", "of", "needs")}
                title = (test.__doc__ or name).strip().splitlines()[0]
                yield TestSpec(id=name, title=title, points=mark.kwargs["number"], **told)


def judged(assignment: Assignment, digest: str, declared: dict[str, TestSpec], chance: random.Random) -> Judgement:
    """A submission by somebody who is as good as chance has it."""
    skill = chance.gauss(1.3, 0.9)
    hard = {spec.id: 0.5 * (len(spec.needs) + n % 3) - 0.6 for n, spec in enumerate(declared.values())}
    outcomes = []
    for n, spec in enumerate(declared.values()):
        trains = spec.part == "Accuracy"
        fields: dict[str, Any] = {
            "id": spec.id,
            "part": spec.part,
            "title": spec.title,
            "max_points": spec.points,
            "seconds": chance.lognormvariate(-3, 0.7) * (40 if trains else 1),
            "limit_seconds": 20.0 if trains else 2.0,
            "peak_memory_mb": chance.lognormvariate(4.6, 0.15),
        }
        if "accuracy" in spec.id:
            told = measured(min(0.985, 0.93 + 0.02 * skill + chance.gauss(0, 0.006)), spec.points)
        elif n == 4 or chance.gauss(skill, 1) > hard[spec.id]:  # one that everybody passes
            told = {"status": "passed", "points": spec.points}
        else:
            told = went_wrong(spec.of, chance)
        outcomes.append(Outcome(**fields, **told))
    tests = mark_follow_on(outcomes, declared)
    grade = Grade(
        grader_version="1",
        assignment=SLUG,
        assignment_title=assignment.settings.title,
        assignment_digest="e" * 64,
        submission="one",
        submission_digest=digest,
        isolation="A",
        score=total_score(tests),
        max_score=assignment.max_score,
        started="2026-10-02T10:00:00+00:00",
        seconds=sum(test.seconds for test in tests) + 1,
        audience="instructor",
        tests=tests,
    )
    return Judgement(grade, declared, {})


def measured(reached: float, points: float) -> dict[str, Any]:
    kept = max(0.0, min(1.0, (reached - 0.94) / 0.02))
    status = "passed" if kept == 1 else "partial" if kept else "failed"
    evidence = {"accuracy": {"value": reached, "full": 0.96, "zero": 0.94}}
    message = (
        "" if kept == 1 else f"predict is right on {reached:.2%}: full points from 96.00%, none at 94.00% or below"
    )
    return {"status": status, "points": kept * points, "evidence": evidence, "message": message}


def went_wrong(function: str, chance: random.Random) -> dict[str, Any]:
    """In one of few ways, some of them much commoner than others."""
    text = WRONG[min(len(WRONG) - 1, int(chance.expovariate(0.7)))]
    hint = text.format(n=chance.choice("12"), m=chance.choice([4, 8, 32]))
    status = chance.choices(["failed", "error", "timeout"], [8, 2, 1])[0]
    return {
        "status": status,
        "points": 0.0,
        "message": f"{function} differs at [0, 0]: got {chance.random():.4f}",
        "hint": (hint if hint.startswith("grads") else f"{function} {hint}") if status == "failed" else "",
    }


def served(course: Path) -> str:
    """Each page asked for twice: what is needed of the attempts is kept after the first time."""
    command = [sys.executable, "-m", "grader", "serve", "--course", str(course)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        took = []
        for path in (f"{SLUG}/index.html", f"{SLUG}/instructor/student00000.html"):
            for _ in range(2):
                begun = time.monotonic()
                urllib.request.urlopen(url + path).read()
                took.append(f"{time.monotonic() - begun:.2f} s")
        server.send_signal(signal.SIGINT)
    return "served: the class {}, again {}; a student {}, again {}".format(*took)


def opened(page: Path | None) -> float:
    """Seconds until Chromium has loaded and drawn it; 0 where there is none."""
    browser = shutil.which("chromium") or shutil.which("chrome")
    if browser is None:
        return 0.0
    address = page.resolve().as_uri() if page is not None else "about:blank"
    with tempfile.TemporaryDirectory() as folder:
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1440,900", f"--user-data-dir={folder}"]
        begun = time.monotonic()
        subprocess.run([browser, *options, f"--screenshot={folder}/shot.png", address], check=True, capture_output=True)
        return time.monotonic() - begun


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
