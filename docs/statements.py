"""Writes docs/statements.md: which hidden test fails when a sentence of an assignment's statement is broken.

    python docs/statements.py [--check]

The tables stand at the heads of the files of hidden tests, beside what they are about; here they are collected, and a
test that they name and that is not there is an error.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from grader.course import Assignment, assignment_slugs, load_assignment
from grader.errors import GraderError
from grader.judge.run import hidden_tests
from grader.mutate.record import read_record
from grader.validate.margins import margins_file, margins_of_now, summaries
from grader.validate.matrix import cases

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "statements.md"
HEAD = """# What binds a student, and what tests it

For every binding sentence of an assignment's statement (`reference/<slug>/README.md`, which students get with the
template) the hidden test that fails when it is broken. Written by `python docs/statements.py` from the heads of the
test files; which mutants each test kills is in the `validation.json` beside them.

Which packages there are is no matter of hidden tests: `assignment.toml` names those that may be used, and for each
assignment `tests/grader/test_assignments.py` looks in the sandbox for those that its statement says are not there.

Nor are the limits at a statement's end: they are those of `assignment.toml`, and what goes beyond one is stopped by the
sandbox, as `tests/grader/sandbox` and `tests/grader/attacks` try. Where a statement says how long a training run may
take, a mutant is right but loops where there are products of matrices, or measures after every batch, and is stopped.

Behind the tables of an assignment stands what became of the mutants that `grader mutate` makes of its reference by
changing it in one place, and how near right solutions, the reference and the variants, come to the
accuracies that it asks for, over several secret splits each, as `grader margins` found it.
[Accuracy within the margin](hidden-tests.md#accuracy-within-the-margin) says what comes of one that is just too low."""

MARGINS = """| test | full points from | the reference, mean | runs | their mean | lowest | made twice | lost points |
| --- | --- | --- | --- | --- | --- | --- | --- |"""

Row = tuple[str, str]


def main() -> int:
    page = "\n".join(
        [HEAD, *(line for slug in assignment_slugs(ROOT) for line in _assignment(load_assignment(ROOT, slug)))]
    )
    if sys.argv[1:] not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    if sys.argv[1:]:
        if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page + "\n":
            return 0
        print(f"{PAGE.relative_to(ROOT)} is not what docs/statements.py writes", file=sys.stderr)
        return 1
    PAGE.write_text(page + "\n", encoding="utf-8")
    return 0


def _assignment(assignment: Assignment) -> Iterator[str]:
    yield from ("", f"## `{assignment.slug}` · {assignment.settings.title}")
    for path in sorted(assignment.tests_folder.glob("test_hidden*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        tests = {
            node.name: (ast.get_docstring(node) or "").partition("\n")[0]
            for node in module.body
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        }
        doc = ast.get_docstring(module) or ""
        rows = [(sentence, list(_names(named, tests, path))) for sentence, named in _rows(doc)]
        yield from ("", f"**{doc.partition(chr(10))[0].removesuffix('.')}** (`{path.name}`)", "")
        yield from ("| sentence | test |", "| --- | --- |")
        for sentence, names in rows:
            yield f"| {sentence} | {', '.join(names)} |"
        mentioned = " ".join(name for _, names in rows for name in names)
        for name, title in tests.items():
            if f"`{name}`" not in mentioned:
                yield f"| {title} | `{name}` |"
    yield from _mutation(assignment)
    yield from _margins(assignment)


def _mutation(assignment: Assignment) -> Iterator[str]:
    record = read_record(assignment)
    if record is None or record.score is None:
        return
    fates = [f"{record.killed} killed", f"{record.equivalent} equivalent for the reasons in `survivors.toml`"]
    fates += [f"{record.unexplained} that survive unexplained"] * (record.unexplained > 0)
    fates += [f"{record.fault} that could not be graded"] * (record.fault > 0)
    since = "" if record.course == assignment.digest() else " Reference or tests have changed since."
    yield ""
    yield f"**Generated mutants** (`mutation.json`): {record.made}, of them {', '.join(fates)}."
    by = f"Mutation score {record.score:.1%}, by `grader mutate {assignment.slug} --seed {record.seed}`."
    untried = f" {record.untried} of the equivalent were not tried by the tests that train." * (record.untried > 0)
    yield f"{by}{untried}{since}"


def _margins(assignment: Assignment) -> Iterator[str]:
    if not margins_file(assignment).is_file():
        return
    found = summaries(margins_of_now(assignment, cases(assignment), hidden_tests(assignment)))
    if not found:
        return
    yield from ("", "**How near right solutions come to losing points** (`margins.json`)", "", MARGINS)
    for one in found:
        reference = "" if one.reference is None else f"{one.reference:.2%}, {one.errors:.1f} standard errors above"
        lowest = f"{one.lowest.first:.2%} ({one.lowest.solution})"
        cells = (f"`{one.test}`", f"{one.full:.2%} of {one.examples:,}", reference, one.runs, f"{one.mean:.2%}", lowest)
        yield f"| {' | '.join(map(str, (*cells, one.twice, one.lost)))} |"


def _rows(doc: str) -> Iterator[Row]:
    """The rows of the table in a docstring; a row with an empty cell goes on with the one above it."""
    lines = [line for line in doc.splitlines() if line.startswith("|")][2:]
    sentence, named = "", ""
    for line in lines:
        left, right = (cell.strip() for cell in line.strip("|").split("|"))
        if left and right and named and not named.endswith(","):
            yield sentence, named
            sentence, named = left, right
        else:
            sentence, named = f"{sentence} {left}".strip(), f"{named} {right}".strip()
    if named:
        yield sentence, named


def _names(named: str, tests: dict[str, str], path: Path) -> Iterator[str]:
    """The tests of a cell: "…" stands for what is left out of a long name, and between two names for those between."""
    order = list(tests)
    if between := re.fullmatch(r"(\w+) … (\w+)", named):
        if missing := [name for name in between.groups() if name not in tests]:
            raise SystemExit(f"{path}: its table names {missing[0]}, and there is no such test")
        first, last = (order.index(name) for name in between.groups())
        yield from (f"`{name}`" for name in order[first : last + 1])
        return
    for one in named.split(", "):
        if not re.fullmatch(r"[\w…]+,?", one):
            yield one
            continue
        found = [name for name in order if fnmatchcase(name, one.strip(",").replace("…", "*"))]
        if one.startswith("…") and len(found) > 1:
            raise SystemExit(f"{path}: its table names {one}, which may be {' or '.join(found)}")
        elsewhere = [] if found else _in_other_files(one, path)
        if not found and not elsewhere:
            raise SystemExit(f"{path}: its table names {one}, and there is no such test")
        yield from (f"`{name}`" for name in found or elsewhere)


def _in_other_files(name: str, path: Path) -> list[str]:
    texts = "\n".join(other.read_text(encoding="utf-8") for other in path.parent.glob("test_hidden*.py"))
    return [found for found in re.findall(r"^def (test_\w+)", texts, re.MULTILINE) if found == name]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except GraderError as error:
        sys.exit(f"statements.py: {error}")
