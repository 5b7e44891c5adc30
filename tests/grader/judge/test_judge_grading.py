"""What a whole submission comes to: broken files, faults of our own, two gradings of one submission."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from small_course import (
    KEY,
    ONE_PART,
    REFERENCE,
    SETTINGS,
    Grader,
    by_id,
    handed_in,
    one_test,
    statuses,
    write_course,
)

from grader.course import Assignment
from grader.errors import CourseError, GraderError
from grader.judge.grade import Grade, to_json
from grader.judge.job import Job, Judgement, Order
from grader.judge.pool import judge_all
from grader.judge.run import MOST_SOURCE, hidden_tests
from grader.submission import Submission

SCHEMA = Path(__file__).parents[3] / "docs" / "results.schema.json"
STUBBORN = "import signal; signal.setitimer = signal.signal = print; sum(iter(int, 1))"
IN_C = "import re; re.fullmatch('(a|a)*b', 'a' * 60)"
CHANGING = {"started", "seconds", "peak_memory_mb"}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Assignment:
    return write_course(tmp_path_factory.mktemp("course"))


def with_double(body: str) -> str:
    """The reference with another `double`."""
    return REFERENCE.replace("    return SCALE * np.asarray(x, float)", f"    {body}")


def test_the_reference_has_all_points_and_a_grade_by_the_schema(course: Assignment, graded: Grader) -> None:
    grade = graded(course, REFERENCE)
    assert (grade.score, set(statuses(grade).values()), grade.problems) == (10, {"passed"}, ())
    assert (grade.assignment, grade.submission, grade.isolation) == ("small", "alice", graded.server.isolation.tier)
    assert all(test.peak_memory_mb > 1 and test.limit_seconds == 5 for test in grade.tests)
    jsonschema.validate(json.loads(to_json(grade)), json.loads(SCHEMA.read_text()))


def test_what_builds_on_a_wrong_function_follows_from_it(course: Assignment, graded: Grader) -> None:
    grade = graded(course, with_double("return 3 * np.asarray(x, float)"))
    assert statuses(grade) == {
        "test_double": "failed",
        "test_double_of_nothing": "passed",
        "test_total": "< double",
        "test_history": "< double",
    }
    assert grade.score == 1


def test_follow_on_failures_keep_the_courses_share(tmp_path: Path, graded: Grader) -> None:
    course = write_course(tmp_path, settings=f"{SETTINGS}\n[feedback]\nfollow_on_keeps = 0.5\n")
    assert graded(course, with_double("return 3 * np.asarray(x, float)")).score == 1 + 1.5 + 2
    nothing = graded(course, Submission("empty-handed", {}, "", ("there is no small.py",)))
    assert nothing.score == 0
    assert graded(course, "import os\nos._exit(1)\n").score == 0


def test_a_wrong_line_costs_one_function_and_what_follows(course: Assignment, graded: Grader) -> None:
    grade = graded(course, REFERENCE.replace("return [total(", "return [total("[:-1] + "]("))
    assert statuses(grade) == {
        "test_double": "passed",
        "test_double_of_nothing": "passed",
        "test_total": "passed",
        "test_history": "error",
    }
    assert grade.problems[0].startswith("small.py, line 2")
    assert "it would have defined history" in grade.problems[0]
    assert "history cannot be read: line 2" in by_id(grade)["test_history"].message


def test_a_failing_import_costs_what_needs_it(course: Assignment, graded: Grader) -> None:
    source = "import nowhere\n" + REFERENCE.replace("return float(double(x).sum())", "return nowhere.total(x)")
    grade = graded(course, source)
    assert statuses(grade) == {
        "test_double": "passed",
        "test_double_of_nothing": "passed",
        "test_total": "error",
        "test_history": "< total",
    }
    assert "line 1 failed when the file was run" in by_id(grade)["test_total"].hint
    assert "No module named 'nowhere'" in grade.problems[0]


@pytest.mark.parametrize(
    ("line", "status", "words"),
    [
        ("import os; os._exit(0)", "crashed", "running small.py itself ended the process (exit status 0)"),
    ],
)
def test_a_file_that_cannot_be_run_gets_nothing_and_says_why(
    tmp_path: Path, graded: Grader, line: str, status: str, words: str
) -> None:
    course = write_course(tmp_path, settings=SETTINGS.replace("import_seconds = 3", "import_seconds = 1"))
    grade = graded(course, f"{REFERENCE}\n{line}\n")
    assert grade.score == 0
    assert {(test.status, test.follows_from) for test in grade.tests} == {(status, None)}
    assert all(words in test.message for test in grade.tests)


@pytest.mark.parametrize("line", ["while True: pass", "import time; time.sleep(60)", STUBBORN, IN_C])
def test_a_statement_that_does_not_end_costs_itself(tmp_path: Path, graded: Grader, line: str) -> None:
    course = write_course(tmp_path, settings=SETTINGS.replace("import_seconds = 3", "import_seconds = 1"))
    source = REFERENCE.replace("\n\ndef total", f"\n\n{line}\n\n\ndef total")
    grade = graded(course, source)
    assert grade.score == 10
    number = source[: source.index(line)].count("\n") + 1
    assert [problem for problem in grade.problems if problem.startswith(f"small.py, line {number}, was left out")]
    assert "took longer than 1 s and was stopped" in grade.problems[0]


def test_what_needs_a_statement_that_was_stopped_follows_from_it(tmp_path: Path, graded: Grader) -> None:
    course = write_course(tmp_path, settings=SETTINGS.replace("import_seconds = 3", "import_seconds = 1"))
    trained = "for factor in iter(lambda: 2, 3): pass\n\n\ndef double(x):\n    return factor * x\n"
    grade = graded(course, f"{REFERENCE}\n\n{trained}")
    line = REFERENCE.count("\n") + 3
    by = by_id(grade)
    assert by["test_double"].follows_from == f"line {line}"
    assert by["test_double"].hint == f"line {line} was left out: took longer than 1 s and was stopped"
    assert by["test_total"].follows_from == f"line {line}"


def test_after_three_statements_that_do_not_end_there_is_less_time(tmp_path: Path, graded: Grader) -> None:
    course = write_course(tmp_path, settings=SETTINGS.replace("import_seconds = 3", "import_seconds = 1"))
    grade = graded(course, "while True: pass\n" * 5 + REFERENCE)
    assert grade.score == 10
    seconds = [problem.rpartition("took longer than ")[2].split()[0] for problem in grade.problems]
    assert seconds == ["1", "1", "1", "0.5", "0.5"]


BUSY = "import time; end = time.process_time() + {}\nwhile time.process_time() < end: pass"


def test_what_is_slow_but_within_its_limit_is_run_whatever_stands_before_it(tmp_path: Path, graded: Grader) -> None:
    course = write_course(tmp_path, settings=SETTINGS.replace("import_seconds = 3", "import_seconds = 1"))
    slow = BUSY.format(0.6)
    source = f"{slow}\nwhile True: pass\n{slow}\n{REFERENCE}\nSCALE = int(SCALE)\n"
    grade = graded(course, source)
    assert (grade.score, len(grade.problems)) == (10, 1)
    assert "took longer than 1 s" in grade.problems[0]


def test_what_stops_the_timers_meets_the_limit_for_the_whole_file_and_not_often(tmp_path: Path, graded: Grader) -> None:
    course = write_course(tmp_path, settings=SETTINGS.replace("import_seconds = 3", "import_seconds = 0.4"))
    endless = "import signal; [signal.setitimer(n, 0) for n in (0, 1, 2)] and sum(iter(int, 1))"
    once = graded(course, f"{endless}\n{REFERENCE}")
    assert once.score == 10
    assert "was being run when the 2.4 s for all statements were over" in once.problems[0]
    twice = graded(course, f"{endless}\n{endless}\n{REFERENCE}")
    assert {test.status for test in twice.tests} == {"timeout"}


@pytest.mark.parametrize(
    "line", ["def slow(x=sum(1 for _ in iter(int, 1))): pass", "def slow(x: sum(iter(int, 1))): pass"]
)
def test_defaults_and_annotations_are_run_and_blamed(tmp_path: Path, graded: Grader, line: str) -> None:
    course = write_course(tmp_path, settings=SETTINGS.replace("import_seconds = 3", "import_seconds = 1"))
    grade = graded(course, f"{REFERENCE}\n\n{line}\n")
    assert (grade.score, len(grade.problems)) == (10, 1)
    assert "it would have defined slow" in grade.problems[0]


def test_what_follows_from_a_line_keeps_nothing(tmp_path: Path, graded: Grader) -> None:
    """The submission itself says which line that is."""
    settings = SETTINGS.replace("import_seconds = 3", "import_seconds = 1") + "\n[feedback]\nfollow_on_keeps = 0.5\n"
    course = write_course(tmp_path, settings=settings)
    assert graded(course, "double = total = history = sum(iter(int, 1))").score == 0


@pytest.mark.parametrize("line", ["raise SystemExit(0)", "raise KeyboardInterrupt", "bytes(1 << 40)"])
def test_a_statement_that_raises_costs_itself(course: Assignment, graded: Grader, line: str) -> None:
    grade = graded(course, REFERENCE.replace("\n\ndef total", f"\n\n{line}\n\n\ndef total"))
    assert grade.score == 10
    assert "failed when the file was run" in grade.problems[0]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"# nothing yet\n", b"\x00\x01\x02 = 1", b"\xff\xfe", b"(" * 5000])
def test_a_file_with_nothing_in_it_gets_nothing(course: Assignment, graded: Grader, content: bytes) -> None:
    grade = graded(course, content)
    assert grade.score == 0
    assert [test.id for test in grade.tests] == ["test_double", "test_double_of_nothing", "test_total", "test_history"]
    assert all(test.message for test in grade.tests)


def test_no_file_is_no_crash(course: Assignment, graded: Grader) -> None:
    grade = graded(course, Submission("bob", {}, "", ("there is no small.py; there is: essay.pdf",)))
    assert grade.score == 0
    assert {test.message for test in grade.tests} == {"there is no small.py; there is: essay.pdf"}
    assert {test.follows_from for test in grade.tests} == {None}
    assert grade.problems == ("there is no small.py; there is: essay.pdf",)


def test_the_submission_does_not_choose_what_it_is_called_when_run(course: Assignment, graded: Grader) -> None:
    guarded = REFERENCE + '\nif __name__ == "__main__":\n    double = None\n'
    assert graded(course, guarded).score == 10


def test_the_source_goes_with_the_grade_up_to_a_size(tmp_path: Path, graded: Grader) -> None:
    course = write_course(tmp_path, settings=SETTINGS.replace("submission_mb = 1", "submission_mb = 4"))
    long = REFERENCE + "# so on\n" * (MOST_SOURCE // 8)
    for source in (REFERENCE, "def broken(\n", long):
        found = graded.judge(course, source)
        assert isinstance(found, Judgement)
        assert found.source == source.encode()[:MOST_SOURCE]


def test_what_is_printed_is_kept_for_the_instructor_head_and_tail(course: Assignment, graded: Grader) -> None:
    loud = with_double("print('first'); print('x' * 30_000_000); print('last'); return 2 * np.asarray(x, float)")
    grade = graded(course, loud)
    assert grade.score == 10
    output = by_id(grade)["test_double"].output
    assert (output[:5], output.strip()[-4:]) == ("first", "last")
    assert len(output) < 100_000


def test_two_gradings_differ_in_times_and_memory_only(course: Assignment, graded: Grader) -> None:
    def kept(grade: Grade) -> Any:
        document = json.loads(to_json(grade))
        for table in (document, *document["tests"], *document["sandbox_log"]):
            for key in CHANGING & set(table):
                del table[key]
        return document

    source = with_double("print(np.random.random(), hash('x'), id); return 3 * np.asarray(x, float)")
    assert kept(graded(course, source)) == kept(graded(course, source))


def test_slots_and_order_change_nothing(course: Assignment, graded: Grader) -> None:
    sources = [REFERENCE, with_double("import os; os._exit(3)"), with_double("return None"), ""]
    jobs = [Job(handed_in(source, f"student {n}")) for n, source in enumerate(sources)]
    told: list[tuple[int, str, int]] = []
    done: list[int] = []
    results = judge_all(
        course,
        jobs,
        graded.server,
        key=KEY,
        timing=None,
        slots=3,
        on_progress=lambda index, outcome, count: told.append((index, outcome.id, count)),
        on_done=lambda index, _result: done.append(index),
    )
    assert [result.grade.submission for result in results if isinstance(result, Judgement)] == [
        f"student {n}" for n in range(4)
    ]
    assert [result.grade.score for result in results if isinstance(result, Judgement)] == [10, 0, 0, 0]
    assert sorted(done) == [0, 1, 2, 3]
    assert len(told) == 16
    assert {count for _, _, count in told} == {4}


def test_a_judge_that_hangs_is_ended_and_stops_nobody(
    tmp_path: Path, graded: Grader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is a fault of a hidden test: what a submission does has limits."""
    hidden = one_test("time.sleep(30 if submission.f == 3 else 0)", before="import time")
    course = write_course(tmp_path, hidden=hidden, settings=ONE_PART, reference="f = 4\ng = 5")
    monkeypatch.setattr("grader.judge.pool.silence_allowed", lambda _: 3.0)
    jobs = [Job(handed_in(f"f = {value}", f"student {value}")) for value in (4, 3, 5, 6)]
    begun = time.monotonic()
    first, hung, *others = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=2)
    assert time.monotonic() - begun < 30  # nobody has waited for it
    assert isinstance(hung, GraderError)
    assert "its judge said nothing for " in str(hung)
    assert not hung.again
    assert [one.grade.score for one in (first, *others) if isinstance(one, Judgement)] == [10, 10, 10]


def test_only_what_is_ordered_is_run(course: Assignment, graded: Grader) -> None:
    job = Job(handed_in(REFERENCE), Order(only=frozenset({"test_total"})))
    (result,) = judge_all(course, [job], graded.server, key=KEY, timing=None, slots=1)
    assert isinstance(result, Judgement)
    assert [test.id for test in result.grade.tests] == ["test_total"]


def test_the_tests_of_one_function_come_first_and_nothing_after_the_first_loss(
    course: Assignment, graded: Grader
) -> None:
    wrong = with_double("return 3 * np.asarray(x, float)")
    order = Order(first="total", to_first_loss=True)
    found = {}
    for source in (wrong, REFERENCE):
        (result,) = judge_all(course, [Job(handed_in(source), order)], graded.server, key=KEY, timing=None, slots=1)
        assert isinstance(result, Judgement)
        found[source] = {test.id: test.status for test in result.grade.tests}
    assert found[wrong] == {"test_total": "failed"}
    assert list(found[REFERENCE].values()) == ["passed"] * 4


def test_a_judge_that_dies_costs_its_own_submission_only(tmp_path: Path, graded: Grader) -> None:
    body = "import os\nif submission.f() == 1:\n    os._exit(0)"
    course = write_course(tmp_path, hidden=one_test(body), settings=ONE_PART)
    jobs = [Job(handed_in(f"def f(): return {n}\n")) for n in range(3)]
    results = judge_all(course, jobs, graded.server, key=KEY, timing=None, slots=2)
    assert [isinstance(result, GraderError) for result in results] == [False, True, False]
    assert "its judge ended without a grade" in str(results[1])


DECLARED_WRONG = [
    ("def test_f(submission): pass", "test_f: a hidden test says what it is worth: @points(…)"),
    (one_test("pass").replace('part="All"', 'part="Al"'), "test_f: assignment.toml has no part 'Al'"),
    (one_test("pass").replace('of="f"', 'of="k"'), "test_f: assignment.toml has no function 'k'"),
    (one_test("pass", marks=', needs=["f", "k"]'), "test_f: assignment.toml has no function 'k'"),
    (one_test("pass").replace("points(10", "points(9"), "part 'All': its tests add up to 9 points, not to 10"),
    (one_test("pass").replace("points(10", "points(0"), "a test is worth more than 0 points, not 0"),
    (one_test("pass").replace('"""It is right"""', ""), "test_f: a test with points needs a docstring"),
    ("import nowhere", "No module named 'nowhere'"),
    ("def test_f(:", "invalid syntax"),
    ("x = 1", "part 'All': its tests add up to 0 points, not to 10"),
]
RUN_WRONG = [
    ("dataset", "dataset('mnist')", "dataset 'mnist' is asked for, but assignment.toml lists"),
    ("probes", "probes.f()", "the probe f is asked for, but there is no probes.py"),
    ("submision", "pass", "test_f: fixture 'submision' not found"),
    ("", "from grader.judge.verdict import record; record('x', y=object())", "test_f: what it records as evidence"),
]


@pytest.mark.parametrize(("hidden", "words"), DECLARED_WRONG)
def test_what_is_wrong_with_the_tests_is_said_before_anything_runs(tmp_path: Path, hidden: str, words: str) -> None:
    course = write_course(tmp_path, hidden=hidden, settings=ONE_PART)
    with pytest.raises(CourseError) as told:
        hidden_tests(course)
    assert words in str(told.value)
    assert len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize(("arguments", "body", "words"), RUN_WRONG)
def test_what_is_wrong_with_the_tests_is_no_grade(
    tmp_path: Path, graded: Grader, arguments: str, body: str, words: str
) -> None:
    course = write_course(tmp_path, hidden=one_test(body, arguments=arguments), settings=ONE_PART)
    result = graded.judge(course, "def f(): return 1\n")
    assert isinstance(result, GraderError), result
    assert words in str(result)


def test_a_name_twice_is_said(tmp_path: Path) -> None:
    other = {"test_hidden_2.py": one_test("pass")}
    course = write_course(tmp_path, hidden=one_test("pass"), settings=ONE_PART, files=other)
    with pytest.raises(CourseError, match="two hidden tests are called test_f"):
        hidden_tests(course)


def test_a_grade_survives_the_way_between_processes(course: Assignment, graded: Grader) -> None:
    result = graded.judge(course, REFERENCE)
    assert isinstance(result, Judgement)
    assert msgspec.json.decode(to_json(result.grade), type=Grade) == result.grade
    assert set(result.specs) == set(hidden_tests(course))
    assert set(result.cpu_seconds) == set(result.specs)
