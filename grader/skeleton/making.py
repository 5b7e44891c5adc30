"""Write the skeleton of an assignment into a course, which may be new."""

from __future__ import annotations

import keyword
import sys
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from grader.course import SLUG, assignment_slugs
from grader.errors import CourseError
from grader.writing import write_whole

OF_REFERENCE = ("assignment.toml", "README.md", "reference.py")
SUFFIX = ".txt"  # the skeleton's files are no code of this package
# an assignment's file is called like it, and a folder's files are found before what is installed
TAKEN = frozenset({"numpy", "torch", "torchvision", "grader", "pytest", "conftest", "probes"})


@dataclass(frozen=True)
class Made:
    """The folders and files that were written, from the course's folder on; `course`: whether that is new."""

    paths: tuple[Path, ...]
    new_course: bool


def make_assignment(course: Path, slug: str, title: str = "") -> Made:
    """Write reference/`slug`/ and tests/assignments/`slug`/ in the folder `course`, which may be new.

    CourseError for a name that cannot be an assignment's, or where there is something already; then nothing is
    written.
    """
    title = title or slug.replace("_", " ").capitalize()
    if not title.isprintable() or set(title) & {'"', "\\"}:
        raise CourseError(f"{title!r} cannot be a title: it has a quotation mark, a backslash or a line break")
    fault = _fault_of(slug)
    if fault:
        raise CourseError(f"{slug!r} cannot name an assignment: {fault}")
    reference, tests = Path("reference", slug), Path("tests", "assignments", slug)
    for folder in (reference, tests, Path("student_template", slug)):
        if (course / folder).exists():
            raise CourseError(f"{course / folder} is there already: choose another name, or remove it first")
    new_course = not assignment_slugs(course)
    told = {"slug": slug, "title": title}
    written = {}
    for name, text in _skeleton(files("grader.skeleton") / "files"):
        place = reference / name.replace("reference.py", f"{slug}.py") if name in OF_REFERENCE else tests / name
        written[place] = Template(text).substitute(told)
    if new_course and not (course / ".gitignore").exists():
        written[Path(".gitignore")] = ".grader/\n__pycache__/\n.pytest_cache/\n"
    try:
        for place, text in written.items():
            (course / place).parent.mkdir(parents=True, exist_ok=True)
            write_whole(course / place, text.encode())
    except OSError as error:
        raise CourseError(f"{error.filename or course}: cannot be written: {error.strerror}") from error
    return Made(tuple(sorted(written)), new_course)


def _fault_of(slug: str) -> str:
    if not SLUG.fullmatch(slug):
        return "it is a lower-case letter, then lower-case letters, digits and underscores"
    if keyword.iskeyword(slug) or slug in sys.stdlib_module_names or slug in TAKEN:
        return f"its file would be {slug}.py, and that name means something else to Python"
    return ""


def _skeleton(folder: Traversable, prefix: str = "") -> list[tuple[str, str]]:
    """The skeleton's files by the name that they have in an assignment."""
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            found += _skeleton(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith(SUFFIX):
            found.append((prefix + entry.name.removesuffix(SUFFIX), entry.read_text(encoding="utf-8")))
    return found
