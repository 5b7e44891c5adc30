"""In which place a test runs: the bench of a grading run, or of a plain pytest run one for the test file's folder.

Imported in every pytest run where dlgrader is installed, so it imports little.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from grader.judge.bench import Bench

BENCH = pytest.StashKey["Bench"]()
_BENCHES = pytest.StashKey["dict[Path, Bench]"]()


def bench_of(request: pytest.FixtureRequest) -> Bench:
    """The bench of this run; in a plain pytest run, one for the folder of the test file."""
    stash = request.config.stash
    if BENCH in stash:
        return stash[BENCH]
    folder = request.path.parent
    benches = stash.setdefault(_BENCHES, {})
    if folder not in benches:
        benches[folder] = _plain_bench(folder)
    return benches[folder]


def _plain_bench(folder: Path) -> Bench:
    from grader.course import ASSIGNMENT_FILE, find_course, load_assignment, read_settings
    from grader.judge.bench import LocalBench, reference_bench

    if (folder / ASSIGNMENT_FILE).is_file():  # a template: the student's own file
        settings = read_settings(folder / ASSIGNMENT_FILE)
        return LocalBench(settings=settings, path=folder / settings.file)
    return reference_bench(load_assignment(find_course(folder), folder.name))
