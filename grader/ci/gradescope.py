"""The autograder that Gradescope takes: a .zip with setup.sh, run_autograder, the course's files and the grader itself.

https://gradescope-autograders.readthedocs.io/en/latest/specs/ has the layout: the .zip is unpacked into
/autograder/source, setup.sh is run once, when the image is made, and for each submission /autograder/run_autograder,
with what was handed in in /autograder/submission; it leaves /autograder/results/results.json.
"""

from __future__ import annotations

import importlib.metadata
import io
import shlex
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

import grader
from grader.course import Assignment, Tier
from grader.early_stop import CURVES_FILE
from grader.errors import GraderError
from grader.judge.seeds import course_key

_PYTHON = f"python3.{sys.version_info.minor}"  # the versions of the packages are those for this one
_WHEN = (1980, 1, 1, 0, 0, 0)  # the same package for the same course
_LEFT_OUT = {"mutants", "variants", "__pycache__", "validation.json", "survivors.toml", CURVES_FILE}

SETUP = """\
#!/usr/bin/env bash
# Run once by Gradescope, when the image is made: a Python, the packages of requirements.txt, the datasets.
set -euo pipefail
here="$(cd "$(dirname "${{BASH_SOURCE[0]}}")" && pwd)"
python=""
for name in ${{PYTHON:-}} {python} python3.14 python3.13 python3.12 python3.11 python3; do
  if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python="$name"
    break
  fi
done
if [ -z "$python" ]; then
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv
  python=python3.11
fi
"$python" -m venv "$here/venv"
"$here/venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$here/requirements.txt"
{fetch}chmod -R go-rwx "$here/course"
"""
FETCH = 'PYTHONSAFEPATH=1 PYTHONPATH="$here/lib" "$here/venv/bin/python" -m grader data fetch {names}\n'
RUN = """\
#!/usr/bin/env bash
# Run by Gradescope for each submission; beside it are source/, submission/ and results/.
set -euo pipefail
root="$(cd "$(dirname "${{BASH_SOURCE[0]}}")" && pwd)"
cd "$root/results"
export PYTHONSAFEPATH=1 PYTHONPATH="$root/source/lib"
exec "$root/source/venv/bin/python" -m grader ci --platform gradescope --assignment {slug} \\
  --course "$root/source/course" --path "$root/submission" --out "$root/results"{minimum}
"""


def autograder(assignment: Assignment, *, notebooks: bool = True, minimum: Tier | None = None) -> bytes:
    """The .zip. It holds hidden tests, the reference and the course's key: it is for the instructor alone.

    `notebooks`: with what is needed to run them. `minimum`: the weakest isolation that is put up with there.
    """
    datasets = assignment.settings.datasets
    fetch = FETCH.format(names=shlex.join(datasets)) if datasets else ""
    files = {
        "setup.sh": SETUP.format(fetch=fetch, python=_PYTHON).encode(),
        "run_autograder": RUN.format(
            slug=assignment.slug, minimum=f" --min-isolation {minimum}" if minimum else ""
        ).encode(),
        "requirements.txt": "".join(f"{line}\n" for line in _requirements(assignment, notebooks)).encode(),
        "course/.grader/key": course_key(assignment.course).hex().encode() + b"\n",
        **dict(_course_files(assignment)),
        **dict(_own_files()),
    }
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _WHEN)
            entry.external_attr = (0o755 if name in ("setup.sh", "run_autograder") else 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()


def _requirements(assignment: Assignment, notebooks: bool) -> Iterator[str]:
    """What is installed here of what the grader needs for this assignment, with its version."""
    allowed = assignment.settings.packages.allowed
    extras = {"", "batch", *(["notebook"] if notebooks else ()), *(["torch"] if "torch" in allowed else ())}
    named = dict.fromkeys(allowed)
    try:
        lines = importlib.metadata.requires("dlgrader") or ()
    except importlib.metadata.PackageNotFoundError:
        said = "dlgrader is not installed, so nobody knows what it needs: pip install it, or --editable its checkout"
        raise GraderError(said) from None
    for line in lines:
        need = Requirement(line)
        if any(need.marker is None or need.marker.evaluate({"extra": extra}) for extra in extras):
            named[need.name] = None
    for name in sorted(named, key=str.casefold):
        try:
            yield f"{name}=={importlib.metadata.version(name).partition('+')[0]}"
        except importlib.metadata.PackageNotFoundError:
            raise GraderError(
                f"{assignment.slug} needs {name} where it is graded, and it is not installed here, so nobody knows "
                "in which version: install it, or leave notebooks out with --no-notebooks"
            ) from None


def _course_files(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    for folder in (assignment.reference_folder, assignment.tests_folder):
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not _LEFT_OUT & set(parts) and not any(part.startswith(".") for part in parts):
                yield f"course/{path.relative_to(assignment.course).as_posix()}", path.read_bytes()


def _own_files() -> Iterator[tuple[str, bytes]]:
    """The grader itself, which need not be where pip finds it."""
    package = Path(grader.__file__).parent
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"lib/grader/{path.relative_to(package).as_posix()}", path.read_bytes()
