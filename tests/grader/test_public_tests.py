"""Public tests spare the reference and every variant: what is right, if unusual, passes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from real_parts import REPOSITORY, needed

from grader.course import assignment_slugs, load_assignment
from grader.template_folder import PUBLIC_TESTS
from grader.validate.matrix import cases

# A process for each folder, forked from one that has the packages: `grader check` spends most of its time importing.
CHECK_EACH = """
import importlib, json, os, sys, traceback
from pathlib import Path

for name in sys.argv[2:]:
    importlib.import_module(name)

from grader.judge.public import check_public

for folder in sorted(Path(sys.argv[1]).iterdir()):
    child = os.fork()
    if not child:
        try:
            found = {test.id: [test.status, test.message] for test in check_public(folder).outcomes}
        except BaseException:  # also SystemExit: the fork must not go on, and what ended it is what the test shows
            found = {"grader check": ["error", traceback.format_exc()]}
        (folder / "found.json").write_text(json.dumps(found))
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.mark.parametrize("slug", assignment_slugs(REPOSITORY))
def test_public_tests_spare_the_reference_and_every_variant(slug: str, tmp_path: Path) -> None:
    assignment = load_assignment(REPOSITORY, slug)
    heavy = [name for name in ("numpy", "torch") if name in assignment.settings.packages.allowed]
    for name in heavy:
        needed(name)
    right = [case for case in cases(assignment, repetitions=1) if case.is_right]
    for case in right:
        folder = tmp_path / case.label
        folder.mkdir()
        for name in ("assignment.toml", PUBLIC_TESTS):
            (folder / name).write_bytes((assignment.template_folder / name).read_bytes())
        (folder / assignment.settings.file).write_text(case.source, encoding="utf-8")
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", CHECK_EACH, str(tmp_path), *heavy]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path.parent, env=one_thread, timeout=500)
    assert done.returncode == 0, done.stderr
    assert len(right) > 10
    for case in right:
        found = json.loads((tmp_path / case.label / "found.json").read_text(encoding="utf-8"))
        assert {name: ended for name, ended in found.items() if ended[0] != "passed"} == {}, case.label
        assert len(found) >= 6
