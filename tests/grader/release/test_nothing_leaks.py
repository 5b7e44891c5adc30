"""Nothing hidden can be in a template or in the package: shown with marked copies of this repository's own course."""

from __future__ import annotations

import ast
import importlib.util
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from real_parts import missing

from grader import release
from grader.course import assignment_slugs, load_assignment
from grader.release.markers import BEGIN, END, find_regions

CANARY = b"THIS-IS-HIDDEN"
HIDDEN_FOLDERS = ("reference", "tests", "examples", "student_template", "reports", "bench", "docs")
REPOSITORY = Path(__file__).parents[3]
SLUGS = assignment_slugs(REPOSITORY)


def is_public(path: Path) -> bool:
    """Whether a template is made from this file of a course."""
    if path.parent.parent.name == "reference":
        return path.name in ("README.md", "assignment.toml") or path.suffix == ".py"
    return path.name == "test_public.py"


def mark_solutions(path: Path) -> int:
    """Put a canary into every solution region of a reference; returns how many."""
    source, found = re.subn(rf"^([ \t]*){BEGIN}$", rf"\g<0>\n\1# {CANARY.decode()}", path.read_text(), flags=re.M)
    assert source.count(END) == found
    path.write_text(source)
    return found


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the repository with a canary in everything that is hidden."""
    copy = tmp_path_factory.mktemp("marked") / "course"
    ignore = shutil.ignore_patterns("__pycache__", ".*", "*.pyc")
    for name in (*HIDDEN_FOLDERS, "grader"):
        if (REPOSITORY / name).is_dir():
            shutil.copytree(REPOSITORY / name, copy / name, ignore=ignore, symlinks=True)
    shutil.copy(REPOSITORY / "pyproject.toml", copy)
    readme = REPOSITORY / "README.md"
    (copy / "README.md").write_text(readme.read_text() if readme.exists() else "# dlgrader\n")
    for slug in SLUGS:
        for folder in ("mutants", "variants"):
            (copy / "tests" / "assignments" / slug / folder).mkdir(exist_ok=True)
            (copy / "tests" / "assignments" / slug / folder / "made.py").touch()
        (copy / "tests" / "assignments" / slug / "probes.py").touch()
        (copy / "reference" / slug / "times.json").touch()
        (copy / "reference" / slug / "rubric.md").touch()
    for name in HIDDEN_FOLDERS:
        for path in (copy / name).rglob("*"):
            if path.is_file() and not is_public(path):
                path.write_bytes(path.read_bytes() + b"\n# " + CANARY + b"\n")
    for slug in SLUGS:
        assert sum(mark_solutions(path) for path in (copy / "reference" / slug).glob("*.py")) > 0
    return copy


@pytest.mark.parametrize("slug", SLUGS)
def test_a_template_holds_nothing_hidden(marked: Path, slug: str) -> None:
    assignment = load_assignment(marked, slug)
    assert CANARY in assignment.reference_file.read_bytes()
    for content in release.template(assignment).values():
        assert CANARY not in content
    for path in release.write(assignment).rglob("*"):
        assert path.is_dir() or CANARY not in path.read_bytes()


@pytest.mark.parametrize("slug", SLUGS)
def test_no_line_of_the_solution_is_in_a_template(slug: str) -> None:
    """Lines that stand outside of the regions as well are not the solution's own."""
    assignment = load_assignment(REPOSITORY, slug)
    source = assignment.reference_file.read_text()
    regions = find_regions(source, ast.parse(source), "reference")
    numbered = list(enumerate((line.strip() for line in source.split("\n")), start=1))
    inside = {line for number, line in numbered if any(region.holds(number) for region in regions)}
    outside = {line for number, line in numbered if not any(region.holds(number) for region in regions)}
    solution = inside - outside
    assert len(solution) >= len(regions)
    for name, content in release.template(assignment).items():
        lines = {line.strip() for line in content.decode().split("\n")}
        # a short line, `return params` say, may well be in a public test of its own accord
        shared = {line for line in solution & lines if name == assignment.settings.file or len(line) >= 25}
        assert not shared, name


@pytest.mark.parametrize("slug", SLUGS)
def test_no_hidden_test_is_named_in_a_template(slug: str) -> None:
    assignment = load_assignment(REPOSITORY, slug)
    hidden = [path.read_text() for path in assignment.hidden_tests]
    names = {name for source in hidden for name in re.findall(r"^def (test_\w+)", source, flags=re.M)}
    public = b"\n".join(release.template(assignment).values()).decode()
    assert names
    assert not names & set(re.findall(r"\w+", public))


@pytest.fixture(scope="module")
def built(marked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the wheel and the source distribution of the marked copy."""
    if importlib.util.find_spec("hatchling") is None:
        missing("hatchling is needed to build the package: pip install 'dlgrader[dev]'")
    out = tmp_path_factory.mktemp("built")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-t", "sdist", "-d", str(out)]
    done = subprocess.run(build, cwd=marked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


def test_the_wheel_holds_the_package_and_nothing_hidden(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        contents = [archive.read(name) for name in names]
    assert "grader/course.py" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"grader", "dlgrader"}
    assert not any(CANARY in content for content in contents)


def test_the_source_distribution_holds_nothing_hidden(built: Path) -> None:
    (packed,) = built.glob("*.tar.gz")
    with tarfile.open(packed) as archive:
        members = [member for member in archive if member.isfile()]
        streams = [archive.extractfile(member) for member in members]
        contents = [stream.read() for stream in streams if stream]
    assert any(member.name.endswith("grader/course.py") for member in members)
    assert not any(CANARY in content for content in contents)
