"""Run an assignment's public tests as the server does: in the sandbox, with its limits."""

from __future__ import annotations

import shutil
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import ASSIGNMENT_FILE, Assignment, Settings, read_settings
from grader.errors import SandboxError
from grader.judge.public import NOBODY, Checked, Follower, run_public
from grader.template_folder import PUBLIC_TESTS, template_folder

KEY = b"the public tests"


@dataclass(frozen=True)
class SandboxChecked:
    """What the public tests came to; `isolation`: the tier that they ran in."""

    checked: Checked
    isolation: str


def public_assignment(folder: Path, course: Path, settings: Settings) -> Assignment:
    """The template in `folder` as the one assignment of a course at `course`, which is written; it has no answers."""
    assignment = Assignment("public", course, settings)
    for source, into in ((ASSIGNMENT_FILE, assignment.reference_folder), (PUBLIC_TESTS, assignment.tests_folder)):
        into.mkdir(parents=True)
        shutil.copyfile(folder / source, into / source)
    return assignment


def check_in_sandbox(path: Path, keyword: str = "", follower: Follower = NOBODY) -> SandboxChecked:
    """Grade the public tests beside `path`, a template's folder or a file in it, whose name holds `keyword`.

    SandboxError where this machine has no sandbox, CourseError where there are no tests.
    """
    if sys.platform != "linux":
        raise SandboxError("--sandbox needs Linux: without it the tests run in this process, with no limits")
    from grader import submission
    from grader.judge.grading import check_before, fork_server, kind_of
    from grader.judge.sandbox_bench import SandboxBench

    folder = template_folder(path)
    settings = read_settings(folder / ASSIGNMENT_FILE)
    with tempfile.TemporaryDirectory(prefix="grader-check-") as course:
        assignment = public_assignment(folder, Path(course), settings)
        handed_in = submission.read(folder if path.is_dir() else path.resolve(), assignment)
        for problem in handed_in.problems:
            follower.problem(problem)
        check_before(assignment, notebooks=bool(handed_in.notebook))
        with fork_server(assignment, None, kind_of(handed_in)) as server:
            bench = SandboxBench(assignment, handed_in, server, key=KEY, timing=None)
            try:
                checked = run_public(bench, assignment.tests_folder, keyword, follower)
            finally:
                bench.close()
            tier = server.isolation.tier
    for problem in checked.problems:  # what of the file could not be run shows when the first test runs
        follower.problem(problem)
    return SandboxChecked(replace(checked, problems=(*handed_in.problems, *checked.problems)), tier)
