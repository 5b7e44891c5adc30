"""A class through the batch: what is graded, what is not graded again, and what stops nothing."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from batch_watcher import Watcher
from small_course import HIDDEN, REFERENCE, SETTINGS, write_course

from grader.batch import Batch, LocalPool, Summary
from grader.batch.plan import Work
from grader.collect import HandedIn, Roster
from grader.course import Assignment
from grader.errors import GraderError, StoreError
from grader.gradebook import Gradebook
from grader.judge.job import Judgement
from grader.people import Student
from grader.store import Store, open_store

WRONG = REFERENCE.replace("return SCALE", "return 3")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def course(tmp_path: Path) -> Assignment:
    return write_course(tmp_path / "course")


@pytest.fixture
def store(course: Assignment) -> Iterator[Store]:
    kept = open_store(course.course)
    yield kept
    kept.close()


def handed_in(folder: Path, sources: Mapping[str, str], received: datetime | None = None) -> list[HandedIn]:
    folder.mkdir(exist_ok=True)
    found = []
    for owner, source in sources.items():
        path = folder / f"{owner}.py"
        path.write_text(source, encoding="utf-8")
        found.append(HandedIn(owner, path, received=received))
    return found


def graded(
    course: Assignment,
    store: Store,
    ones: list[HandedIn],
    roster: Roster | None = None,
    *,
    watcher: Watcher | None = None,
    fresh: bool = False,
    slots: int = 2,
    only: Sequence[str] = (),
) -> Summary:
    batch = Batch(course, store, LocalPool(course, slots=slots), watcher or Watcher(), fresh=fresh)
    return batch.run(ones, roster, only=only)


def scores(course: Assignment, store: Store) -> dict[str, float | None]:
    return {one.student.login: one.tests_points for one in Gradebook(course, store).entries()}


def test_a_class_is_graded_once(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": WRONG, "copy": REFERENCE, "empty": ""})
    roster = Roster(tuple(Student(login) for login in ("alice", "bob", "copy", "empty", "nobody")))
    first = graded(course, store, ones, roster)
    assert (first.graded, first.plan.known, first.plan.missing) == (3, 0, ("nobody",))
    assert list(first.plan.same.values()) == [["copy"]]
    found = scores(course, store)
    assert found["alice"] == found["copy"] == 10
    assert found["empty"] == 0
    assert found["nobody"] is None
    assert found["bob"] is not None
    assert found["bob"] < 10
    second = graded(course, store, ones, roster)
    assert (second.graded, second.plan.known) == (0, 4)
    assert scores(course, store) == found


def test_scripts_and_notebooks_side_by_side(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": REFERENCE + "#"})
    cells = [
        {"cell_type": "code", "metadata": {}, "source": piece, "outputs": [], "execution_count": None}
        for piece in (REFERENCE, "print('shown')")
    ]
    path = tmp_path / "in" / "carol.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}), encoding="utf-8")
    summary = graded(course, store, [HandedIn("carol", path), *ones])
    assert (summary.graded, summary.failed) == (3, {})
    assert scores(course, store) == {"alice": 10, "bob": 10, "carol": 10}
    (found,) = (one.attempt for one in store.current(course.slug) if one.student.login == "carol")
    assert found is not None
    _, notebook, _ = store.grade_of(found.id)
    assert b"shown" in notebook
    assert b"\n# %% [cell 2]\nprint('shown')" in store.source_of(found.id)


def test_only_what_has_changed_is_graded_again(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": WRONG})
    graded(course, store, ones)
    (tmp_path / "in" / "bob.py").write_text(REFERENCE + "# better\n", encoding="utf-8")
    watcher = Watcher()
    again = graded(course, store, ones, watcher=watcher)
    assert (again.graded, again.plan.known) == (1, 1)
    assert [owner for owner, _, _ in watcher.done_] == ["bob"]
    assert scores(course, store) == {"alice": 10, "bob": 10}


def test_everything_is_graded_again_when_asked_or_when_the_tests_change(
    course: Assignment, store: Store, tmp_path: Path
) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": WRONG})
    assert graded(course, store, ones).graded == 2
    assert graded(course, store, ones, fresh=True).graded == 2
    changed = write_course(course.course, hidden=f"{HIDDEN}\n# changed\n")
    assert graded(changed, store, ones).graded == 2
    assert graded(changed, store, ones).graded == 0
    assert len([one for _, _, attempts in store.history("alice") for one in attempts]) == 3


def test_another_key_is_another_grading(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE})
    graded(course, store, ones)
    (course.course / ".grader" / "key").unlink()
    assert graded(course, store, ones).graded == 1


def test_the_latest_counts_and_the_others_are_not_graded(course: Assignment, store: Store, tmp_path: Path) -> None:
    early = handed_in(tmp_path / "early", {"alice": REFERENCE}, NOON)
    late = handed_in(tmp_path / "late", {"alice": WRONG}, NOON + timedelta(hours=1))
    summary = graded(course, store, late + early)
    assert (summary.graded, summary.plan.superseded, summary.plan.problems) == (1, 1, [])
    assert scores(course, store)["alice"] != 10


def test_the_best_counts_when_that_is_the_rule(tmp_path: Path) -> None:
    rule = f'{SETTINGS}\n[submissions]\ncounts = "best"\n'
    course = write_course(tmp_path / "course", settings=rule)
    store = open_store(course.course)
    early = handed_in(tmp_path / "early", {"alice": REFERENCE}, NOON)
    late = handed_in(tmp_path / "late", {"alice": WRONG}, NOON + timedelta(hours=1))
    assert graded(course, store, late + early).graded == 2
    assert scores(course, store) == {"alice": 10}
    store.close()


def test_two_without_a_time_are_told(course: Assignment, store: Store, tmp_path: Path) -> None:
    one = handed_in(tmp_path / "one", {"alice": REFERENCE})
    two = handed_in(tmp_path / "two", {"alice": WRONG})
    (problem,) = graded(course, store, one + two).plan.problems
    assert problem.startswith("alice: 2 submissions, and not all have a time: ")
    assert scores(course, store)["alice"] != 10


def test_who_is_not_in_the_roster_is_told_and_not_graded(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "eve": REFERENCE + "#"})
    summary = graded(course, store, ones, Roster((Student("alice"),)))
    assert summary.plan.problems == ["eve: nobody in the roster, or several, and so not graded"]
    assert scores(course, store) == {"alice": 10}


def test_what_cannot_be_read_stops_nothing(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "gone": WRONG})
    (tmp_path / "in" / "gone.py").unlink()
    (tmp_path / "in" / "bad.zip").write_bytes(b"PK no archive")
    summary = graded(course, store, [*ones, HandedIn("bad", tmp_path / "in" / "bad.zip")])
    assert summary.graded == 2
    (problem,) = summary.plan.problems
    assert problem.startswith("gone: no file or folder ")
    assert scores(course, store) == {"alice": 10, "bad": 0}


def test_a_judge_that_is_killed_is_tried_again_behind_the_others(
    course: Assignment, store: Store, tmp_path: Path
) -> None:
    """The kernel kills the largest process when there is no memory: that may be one of ours."""
    killed: list[str] = []

    class Killer(Watcher):
        def outcome(self, work: Work, *_: object) -> None:
            if work.owner == "bob" and not killed:
                killed.append(work.owner)
                for judge in children_of(os.getpid()):
                    if b"multiprocessing" not in command_of(judge) and judge not in servers:
                        os.kill(judge, signal.SIGKILL)

        def started(self, work: Work, slot: int) -> None:
            super().started(work, slot)
            servers.update(one for one in children_of(os.getpid()) if b"sys.path" in command_of(one))

    servers: set[int] = set()
    watcher = Killer()
    # its judge is not through by then
    slow = WRONG.replace("    return float(double", "    __import__('time').sleep(1)\n    return float(double")
    assert slow != WRONG
    ones = handed_in(tmp_path / "in", {"bob": slow, "alice": REFERENCE})
    summary = graded(course, store, ones, watcher=watcher, slots=1)
    assert killed == ["bob"]
    assert [(owner, isinstance(found, str)) for owner, _, found in watcher.done_] == [
        ("bob", True),
        ("alice", False),
        ("bob", False),
    ]
    assert (summary.graded, summary.failed) == (2, {})


def test_a_fork_server_that_is_killed_is_started_again(course: Assignment, store: Store, tmp_path: Path) -> None:
    class Killer(Watcher):
        def done(self, work: Work, slot: int, result: Judgement | GraderError) -> None:
            super().done(work, slot, result)
            if len(self.done_) == 1:
                for one in children_of(os.getpid()):
                    if b"sys.path" in command_of(one):
                        os.kill(one, signal.SIGKILL)

    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": WRONG, "carol": REFERENCE + "#"})
    summary = graded(course, store, ones, watcher=Killer(), slots=1)
    assert (summary.graded, summary.failed) == (3, {})


def test_a_grade_that_cannot_be_kept_costs_no_other(
    course: Assignment, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk."""
    kept = store.add

    def full(number: int, judgement: Judgement, *, conditions: str, calibration: str) -> int:
        if judgement.grade.submission == "bob":
            raise StoreError("database or disk is full")
        return kept(number, judgement, conditions=conditions, calibration=calibration)

    monkeypatch.setattr(store, "add", full)
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": WRONG})
    summary = graded(course, store, ones)
    assert summary.graded == 1
    assert {work.owner: why for work, why in summary.failed.items()} == {"bob": "database or disk is full"}
    assert scores(course, store) == {"alice": 10, "bob": None}


def test_the_longest_come_first(
    course: Assignment, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "seconds_by_owner", lambda _: {"alice": 1.0, "bob": 9.0, "carol": 3.0})
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": WRONG, "carol": f"{REFERENCE}\n# carol\n"})
    watcher = Watcher()
    graded(course, store, ones, watcher=watcher, slots=1)
    assert [owner for owner, _ in watcher.started_] == ["bob", "carol", "alice"]


def test_who_is_meant_is_graded_and_nobody_else(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": WRONG})
    watcher = Watcher()
    graded(course, store, ones, watcher=watcher, only=["bob"])
    assert [owner for owner, _ in watcher.started_] == ["bob"]
    assert set(scores(course, store)) == {"bob"}
    before = store.last_run(course.slug)
    with pytest.raises(GraderError, match="carol, eve: nothing that was handed in there is theirs"):
        graded(course, store, ones, only=["bob", "eve", "carol"])
    assert store.last_run(course.slug) == before  # none was begun, which would look as if it had been stopped


def test_slots_keep_to_their_cores(course: Assignment, store: Store, tmp_path: Path) -> None:
    """What a submission sees is one core, and another for the next slot."""
    cores = len(os.sched_getaffinity(0))
    if cores < 2:
        pytest.skip("this machine has one core")
    source = REFERENCE.replace(
        "SCALE = 2", "import os, time\nprint('cores', sorted(os.sched_getaffinity(0)))\ntime.sleep(0.5)\nSCALE = 2"
    )
    seen: dict[str, str] = {}

    class Reader(Watcher):
        def done(self, work: Work, _: int, result: Judgement | GraderError) -> None:
            assert isinstance(result, Judgement)
            seen[work.owner] = next(test.output for test in result.grade.tests if "cores" in test.output)

    graded(course, store, handed_in(tmp_path / "in", {"a": source, "b": source + "#"}), watcher=Reader(), slots=2)
    first, second = (one.split("cores ")[1].split("\n")[0] for one in seen.values())
    assert {first, second} == {f"[{core}]" for core in sorted(os.sched_getaffinity(0))[:2]}


def children_of(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def test_a_reverted_assignment_has_its_grades_back(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE})
    graded(course, store, ones)
    harder = write_course(course.course, hidden=HIDDEN.replace("submission.double(", "3 * submission.double("))
    graded(harder, store, ones)
    assert scores(course, store)["alice"] != 10
    again = write_course(course.course)
    assert graded(again, store, ones).plan.known == 1
    assert scores(course, store) == {"alice": 10}


def test_a_file_beside_the_tests_is_part_of_them(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course", files={"data/factor.txt": "2"})
    store = open_store(course.course)
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE})
    assert graded(course, store, ones).graded == 1
    changed = write_course(course.course, files={"data/factor.txt": "3"})
    assert graded(changed, store, ones).graded == 1
    store.close()


def test_the_same_path_twice_is_one(course: Assignment, store: Store, tmp_path: Path) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE})
    summary = graded(course, store, ones + ones)
    assert (summary.graded, summary.plan.superseded, summary.plan.problems) == (1, 0, [])


def test_what_is_superseded_is_in_the_history(course: Assignment, store: Store, tmp_path: Path) -> None:
    early = handed_in(tmp_path / "early", {"alice": WRONG}, NOON)
    late = handed_in(tmp_path / "late", {"alice": REFERENCE}, NOON + timedelta(hours=1))
    graded(course, store, late + early)
    assert [len(attempts) for _, _, attempts in store.history("alice")] == [0, 1]


def test_broken_tests_are_not_tried_twice(tmp_path: Path) -> None:
    course = write_course(tmp_path / "course", hidden="this is no test\n")
    store, watcher = open_store(course.course), Watcher()
    summary = graded(course, store, handed_in(tmp_path / "in", {"alice": REFERENCE}), watcher=watcher)
    assert len(summary.failed) == len(watcher.done_) == 1
    store.close()


def test_what_changes_while_the_others_are_graded_is_graded_as_it_is_then(
    course: Assignment, store: Store, tmp_path: Path
) -> None:
    ones = handed_in(tmp_path / "in", {"alice": REFERENCE, "bob": WRONG, "carol": WRONG + "#"})

    class Changer(Watcher):
        def started(self, work: Work, slot: int) -> None:
            super().started(work, slot)
            (tmp_path / "in" / "bob.py").write_text(REFERENCE + "# at the last minute\n", encoding="utf-8")
            (tmp_path / "in" / "carol.py").write_text(REFERENCE, encoding="utf-8")  # what alice has handed in

    summary = graded(course, store, ones, watcher=Changer(), slots=1)
    assert (summary.graded, summary.failed) == (2, {})
    assert scores(course, store) == {"alice": 10, "bob": 10, "carol": 10}
