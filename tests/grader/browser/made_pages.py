"""Pages of every kind, by the code that writes them, of a class that nobody has graded."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import msgspec
from made_grades import (
    ACCURACY,
    ANSWERS,
    DIFFERENCES,
    GRADIENT,
    HISTORY,
    IMAGES,
    PLANE,
    SHAPE,
    failed,
    grade,
    outcome,
)
from small_course import FILE, SETTINGS, SLUG, write_course
from stored import begun

from grader.course import Assignment, load_assignment
from grader.gradebook import Gradebook
from grader.gradebook.decisions import Bonus, Comment, Excuse, Extend, Override, Release, TestRule
from grader.judge.grade import Outcome
from grader.judge.job import Judgement
from grader.judge.spec import TestSpec
from grader.people import Student
from grader.report import write_submission
from grader.report.class_page import class_page, laid_out
from grader.report.class_records import Records
from grader.report.of_class import write_class
from grader.report.of_submissions import write_submissions
from grader.report.views import Code
from grader.similar import Rules, Source, compare, groups
from grader.similar.pages import write as write_similar
from grader.store import Store, open_store
from grader.submission.notebook import read_notebook

KINDS: Final = (
    "class", "student", "instructor", "notebook", "submissions", "single", "empty class", "similar", "pair"
)  # fmt: skip
DUE: Final = datetime(2026, 10, 1, 12, tzinfo=UTC)
PARTS: Final = (("Softmax and loss", 15), ("Backpropagation", 20), ("Training", 15), ("Accuracy", 30))
TEN_CLASSES: Final = {
    "labels": list("0123456789"),
    "matrix": [[980 if i == j else 11 if i + j == 9 else 0 for j in range(10)] for i in range(10)],
}
WIDE_GRADIENT: Final = {
    "parameters": {
        **GRADIENT["parameters"],
        "W2": {"shape": [784, 640], "errors": [[(i * j % 7) / 100 for j in range(40)] for i in range(2)]},
    }
}
POLICY: Final = f"""
[policy]
due = {DUE:%Y-%m-%dT%H:%M:%SZ}
late_percent = 10
slip_days = 1
leaderboard = true
"""
QUESTIONS: Final = """
[[question]]
title = "A derivation"
points = 5
text = "Derive the gradient."
rubric = [{ points = 3, what = "the step" }, { points = 2, what = "the conclusion" }]

[[question]]
title = "An explanation"
points = 1
text = "Why?"
rubric = [{ points = 1, what = "says why" }]
"""
SOURCE: Final = b'''"""My solution."""

import numpy as np


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))  # of each row
    return e / e.sum(0)


def backward(cache, targets):
    grads = {"b1": cache["delta"]}
    return grads
'''
TEMPLATE: Final = b'''"""Write here."""


def softmax(z):
    raise NotImplementedError
'''


def pieces(content: bytes) -> bytes:
    """As the store has a notebook's code: a script of its cells."""
    return read_notebook(content).script


def notebook(*cells: dict[str, Any]) -> bytes:
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": list(cells)}).encode()


def text_cell(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def code_cell(source: str, *outputs: dict[str, Any]) -> dict[str, Any]:
    return {"cell_type": "code", "execution_count": 1, "metadata": {}, "source": source, "outputs": list(outputs)}


def shown(**data: str) -> dict[str, Any]:
    """An output, by its kinds: html="<b>bold</b>"."""
    kinds = {"html": "text/html", "png": "image/png", "svg": "image/svg+xml", "js": "application/javascript"}
    found = {kinds.get(kind, f"text/{kind}"): content for kind, content in data.items()}
    return {"output_type": "display_data", "data": found, "metadata": {}}


def printed(text: str, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def raised(name: str, text: str, *traceback: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": list(traceback)}


PIXEL: Final = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
FRAME: Final = (
    '<div><style scoped>.dataframe tbody tr th { vertical-align: top; }</style><table border="1" class="dataframe">'
    + '<thead><tr style="text-align: right;"><th></th>'
    + "".join(f"<th>column_{n}</th>" for n in range(20))
    + "</tr></thead><tbody><tr><th>0</th>"
    + "".join(f"<td>{n / 7:.4f}</td>" for n in range(20))
    + "</tr></tbody></table><p>1 rows × 20 columns</p></div>"
)
NOTEBOOK: Final = notebook(
    text_cell("# My network\n\nSome *words*, a [link](https://example.org/) and `code`.\n\n- one\n- two\n\n> quoted"),
    code_cell(SOURCE.decode(), printed("a line\n"), printed("a warning\n", "stderr")),
    text_cell("#\n\n### A table\n\n| epoch | loss |\n|---|---|\n| 1 | 0.61 |\n| 2 | 0.29 |"),
    code_cell(
        "%time history = fit(3)  # comment\nx = 1.5 + 0x1f\nclass Net:\n    def f(self): return 'text' if x else True",
        shown(html=FRAME, plain="   column_0 …"),
        shown(png=PIXEL, plain="<Figure>"),
        raised("ValueError", "no", "\x1b[31mValueError\x1b[0m: no", "  line 1, in <module>"),
    ),
    code_cell("print('w' * 300)", printed("w" * 300)),
)


def outcomes(skill: int) -> tuple[Outcome, ...]:
    """Nine tests, of which so many from the first on are passed; in the others, what evidence there may be."""
    tests = (
        failed("test_rows", title="Rows sum to one", message="line 7: rows sum to 3", hint="which axis is summed over?",
               evidence={"shape": SHAPE}, detail="Traceback:\n  line 8, in softmax", output="a line\n" * 30, seed="77"),
        failed("test_stable", title="Large logits", status="error", message="ZeroDivisionError at line 8",
               evidence={"differences": DIFFERENCES}, max_points=10.0, output="\N{SNOWMAN}"),
        failed("test_backward", part="Backpropagation", title="Gradients", max_points=20.0,
               message="backward: grads['b1'] has shape (5, 4), expected (4,)",
               hint="was the sum over the batch forgotten?", evidence={"gradient": WIDE_GRADIENT}),
        failed("test_fit", part="Training", title="Three steps", follows_from="backward", message="the loss is nan"),
        failed("test_loop", part="Training", title="The loss falls", max_points=10.0, status="timeout",
               message="over 2.0 s", seconds=2.0),
        outcome("test_accuracy", part="Accuracy", title="Accuracy on images nobody has seen", status="partial",
                points=8.5, max_points=10.0,
                evidence={"history": HISTORY, "confusion": TEN_CLASSES, "accuracy": ACCURACY}),
        failed("test_plane", part="Accuracy", title="Two moons", max_points=10.0, message="81 % of 95 %",
               evidence={"boundary": PLANE, "images": {"items": IMAGES["items"] * 3}}),
        failed("test_seeds", part="Accuracy", title="The same seed, the same weights", status="crashed",
               message="the process ended: signal 11"),
        outcome("test_data", part="Accuracy", title="Cats and dogs", status="not_run", points=0.0, message="no data"),
    )  # fmt: skip
    measured = {"accuracy": {**ACCURACY, "value": 0.93 + skill / 200}}
    evidence = {"test_accuracy": measured}
    return tuple(
        test
        if place >= skill
        else outcome(
            test.id,
            part=test.part,
            title=test.title,
            points=test.max_points,
            max_points=test.max_points,
            seconds=0.01 * skill,
            evidence=evidence.get(test.id, {}),
        )
        for place, test in enumerate(tests)
    )


def judged(digest: str, tests: tuple[Outcome, ...], source: bytes, written: bytes = b"", **changes: Any) -> Judgement:
    told = {"assignment": SLUG, "submission_digest": digest, "audience": "instructor", "max_score": 80.0, **changes}
    found = grade(*tests, **told)
    specs = {
        test.id: TestSpec(id=test.id, title=test.title, part=test.part, points=test.max_points, of="f", feedback="full")
        for test in tests
    }
    return Judgement(found, specs, {}, written, source)


def hand_in(store: Store, run: int, found: Judgement, logins: Sequence[str], received: datetime) -> None:
    """Notes what was graded as handed in by these students, who are known."""
    digest = found.grade.submission_digest
    attempt = store.add(run, found, conditions="c" * 64, calibration="k")
    told = {"digest": digest, "name": logins[0], "origin": logins[0], "received": received, "logins": logins}
    number = store.note_handed_in(run, SLUG, owner=logins[0], **told)
    store.note_standing(run, SLUG, handed_in_id=number, digest=digest, logins=logins, attempt_id=attempt)


# login, name, section, how many tests are passed, hours after it was due; None: nothing is handed in
CLASS: Final = (
    ("ada", "Ada Abe", "A", 0, -3),
    ("bo", "Bo Bauer", "B", 2, 40),
    ("cy", "Cy Conti", "B", None, 0),
    ("di", "Di Diallo", "A", None, 0),
    ("emil", "Emil Öz", "A", 9, -30),
    ("fay", "", "B", 6, 10),
    ("gus2", "Gus Ito", "Group 2", 5, -1),
    ("gus10", "Gus Ito", "Group 10", 3, -1),
    ("hana", "Hana Khan", "A", 7, -2),
    ("ivo", "Ivo Lopez", "B", 8, -2),
    ("jun", "Jun Meier", "A", 4, -2),
    ("kofi", "Kofi Novak", "B", 1, -2),
)


def course_of(folder: Path) -> Assignment:
    """A course with rules, questions and a template that students were given."""
    parts = "".join(f'\n[[parts]]\nname = "{name}"\npoints = {points}\n' for name, points in PARTS)
    limits = SETTINGS[SETTINGS.index("\n[limits]") :]
    settings = SETTINGS[: SETTINGS.index("\n[[parts]]")] + parts + limits + POLICY
    write_course(folder, settings=settings)
    (folder / "reference" / SLUG / "questions.toml").write_text(QUESTIONS, encoding="utf-8")
    course = load_assignment(folder, SLUG)
    course.template_folder.mkdir(parents=True)
    (course.template_folder / FILE).write_bytes(TEMPLATE)
    return course


@contextmanager
def filled(folder: Path) -> Iterator[Gradebook]:
    """The gradebook of a class, with everything in it that a page may show."""
    course = course_of(folder)
    store = open_store(course.course)
    try:
        before = begun(store)
        store.note_people([Student("ada")])
        hand_in(store, before, judged("d0", outcomes(0), TEMPLATE), ["ada"], DUE - timedelta(days=4))
        run = store.begin_run(SLUG, grader_version="1", isolation="A", slots=2, has_roster=True)
        people = [Student(login, name, section=section) for login, name, section, *_ in CLASS]
        store.note_people([*people, Student("bea", "Bea Bauer", section="B")], roster_of=run)
        for place, (login, _, _, skill, hours) in enumerate(CLASS, 1):
            if skill is not None:
                logins = [login, "bea"] if login == "bo" else [login]
                found = judged(f"d{place}", **{"tests": outcomes(skill), "source": SOURCE, **special(login)})
                hand_in(store, run, found, logins, DUE + timedelta(hours=hours))
        book = Gradebook(course, store)
        book.decide(Release(True), why="done")
        book.decide(Release(False), why="an appeal", login="kofi")
        book.decide(Excuse(), why="was ill", login="di")
        book.decide(Override("test_rows", 4.5), why="a rounding", login="ada", who="the instructor")
        book.decide(Extend(days=1), why="was ill", login="ada")
        book.decide(TestRule("test_data", "drop"), why="nobody had the data")
        book.decide(Comment("Well begun.\nCome and see me."), why="a comment", login="ada")
        book.decide(Bonus(1.5), why="a fault found in the text", login="ada")
        yield book
    finally:
        store.close()


def special(login: str) -> dict[str, Any]:
    """What only some submissions have."""
    match login:
        case "ada":
            return {"answers": ANSWERS, "problems": ("line 12: unclosed bracket; the rest of the file is graded",)}
        case "gus2":
            return {"written": NOTEBOOK, "source": pieces(NOTEBOOK)}
        case "gus10":
            best = msgspec.structs.replace(outcomes(3)[5], evidence={"suspicion": {"why": "better than can be"}})
            return {"tests": (*outcomes(3)[:5], best, *outcomes(3)[6:])}
    return {}


def written(folder: Path) -> dict[str, Path]:
    """One page of each kind, below `folder`, and the pages that they link to."""
    with filled(folder / "course") as book:
        of_class = write_class(book, folder / "class").index
        some = [judged(f"e{skill}", outcomes(skill), SOURCE, submission=f"someone{skill}") for skill in (3, 6, 9)]
        of_some = write_submissions(book.assignment, some, folder / "submissions")
    alone = grade(*outcomes(0)[:3], answers=ANSWERS, problems=("cell 2, line 3: unclosed bracket",), isolation="E")
    single = write_submission(alone, folder / "single", Code(pieces(NOTEBOOK), NOTEBOOK, FILE))
    shared = "".join(f"def f{n}(x, y):\n    return x * {n} + max(x, y) - [x, y, len(x)][{n}]\n\n\n" for n in range(12))
    sources = [Source(name, "class", f"# {name}\n{shared}own_{name} = {name!r} * 3\n") for name in ("ada", "bo")]
    found = compare([*sources, Source("cy", "class", TEMPLATE.decode())], [], Rules())
    similar = write_similar(found, groups(found), "A perceptron", ["di: not Python"], folder / "similar")
    nobody = folder / "nobody.html"
    nobody.write_text(class_page(laid_out(SLUG, "Nobody yet", Records())), encoding="utf-8")
    return {
        "class": of_class,
        "student": of_class.parent / "students" / "ada.html",
        "instructor": of_class.parent / "instructor" / "ada.html",
        "notebook": of_class.parent / "instructor" / "gus2-notebook.html",
        "submissions": of_some,
        "single": single,
        "similar": similar,
        "pair": similar.parent / "ada-bo.html",
        "empty class": nobody,
    }
