"""What an assignment is: reference/<slug>/assignment.toml, read into frozen types."""

from __future__ import annotations

import hashlib
import keyword
import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from grader.early_stop import CURVES_FILE, EARLY_STOP_FILE, Rule, read_rules
from grader.errors import CourseError
from grader.near import did_you_mean
from grader.policies import Policy, fault_of
from grader.questions import QUESTIONS_FILE, Question, read_questions

Feedback = Literal["full", "hint", "name", "none"]
Tier = Literal["A", "B", "C", "D", "E"]
Positive = Annotated[float, Meta(gt=0, le=1e9)]  # TOML has inf
Count = Annotated[int, Meta(ge=1)]
Multiple = Annotated[str, Meta(pattern=r"^\d+(\.\d+)?x$")]

SLUG = re.compile(r"[a-z][a-z0-9_]*")
ASSIGNMENT_FILE = "assignment.toml"
COURSE_FILE = "course.toml"
MARGINS_FILE = "margins.json"
MUTATION_FILE = "mutation.json"
_TABLE_HEADER = re.compile(r"\s*\[\s*(\w+)\s*\]")
_ABOUT_TESTS = frozenset(
    {
        *("mutants", "variants", "validation.json", "survivors.toml"),
        *(MARGINS_FILE, MUTATION_FILE, EARLY_STOP_FILE, CURVES_FILE),
    }
)


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A named group of tests; the points of its hidden tests add up to `points`."""

    name: Annotated[str, Meta(min_length=1)]
    points: Positive


class Packages(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Distributions that student code may import beside the standard library.

    Nothing else is present in the sandbox. `forbidden` only words the message: an import of one of these is
    reported as forbidden rather than as missing.
    """

    allowed: tuple[str, ...] = ("numpy",)
    forbidden: tuple[str, ...] = ()


class ForbiddenCalls(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Functions and classes that are to be written without certain calls: `calls` are patterns of dotted names.

    "torch.nn.functional.conv*", say; "torch.Tensor.unfold" is also meant where a method of that name is called on an
    object of which nothing is known.
    """

    of: Annotated[tuple[str, ...], Meta(min_length=1)]
    calls: Annotated[tuple[Annotated[str, Meta(pattern=r"^[A-Za-z_]\w*(\.[\w*?\[\]-]+)+$")], ...], Meta(min_length=1)]


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one test may use. `test` and `training` are seconds, or a multiple ("10x") of the reference's CPU time.

    `call`: CPU seconds that a single call may take, within those of its test; none of its own without.
    `import_seconds`: CPU seconds that one statement at the top level of the file may take. Memory, files
    and processes are those of all its processes together, `memory_mb` with what lies in tmpfs and shared memory.
    `gpu`: the machine's NVIDIA devices are in the sandbox.
    """

    test: Multiple | Positive = "10x"
    training: Multiple | Positive = "3x"
    call: Positive | None = None
    floor_seconds: Positive = 2.0
    cap_seconds: Positive = 300.0
    import_seconds: Positive = 10.0
    memory_mb: Count = 2048
    processes: Count = 16
    open_files: Annotated[int, Meta(ge=32)] = 256
    disk_mb: Count = 64
    disk_files: Count = 4096
    output_mb: Count = 256
    submission_mb: Positive = 8.0
    gpu: bool = False

    @property
    def loading_seconds(self) -> float:
        """CPU seconds that all statements at the top level may take together."""
        return 6 * self.import_seconds

    def said(self, limit: str | float) -> str:
        """`test` or `training` in words."""
        if not isinstance(limit, str):
            return f"{limit:g} s"
        bounds = f"at least {self.floor_seconds:g} s, at most {self.cap_seconds:g} s"
        return f"{limit.removesuffix('x')} times the model answer's CPU time, {bounds}"


class NotebookSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How notebooks are run, in the process of the submission either way.

    `engine`: "ipython" is a shell without a kernel; each statement has its own limit, and costs itself when it fails.
    "nbclient" sends the cells to a kernel of ipykernel; a cell is the least that a limit or a failure costs.
    `cell_output_mb`, `output_mb`: what is kept of the outputs of a cell, and of all cells.
    """

    engine: Literal["ipython", "nbclient"] = "ipython"
    cell_output_mb: Annotated[float, Meta(gt=0, le=64)] = 1.0
    output_mb: Annotated[float, Meta(gt=0, le=64)] = 4.0


class SubmissionRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which of a student's submissions counts: the latest, or the best."""

    counts: Literal["latest", "best"] = "latest"


class FeedbackPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much of a failure a student is told, and what share of its points a follow-on failure keeps."""

    hidden: Feedback = "hint"
    public: Feedback = "full"
    follow_on_keeps: Annotated[float, Meta(ge=0, le=1)] = 0.0


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An assignment.toml, key by key."""

    title: Annotated[str, Meta(min_length=1)]
    file: Annotated[str, Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]*\.py$")]
    parts: Annotated[tuple[Part, ...], Meta(min_length=1)]
    functions: Annotated[tuple[str, ...], Meta(min_length=1)]
    datasets: tuple[str, ...] = ()
    opaque: tuple[Annotated[str, Meta(pattern=r"^\w+(\.\d+)?$")], ...] = ()
    minimum_isolation: Tier = "E"
    packages: Packages = Packages()
    forbidden_calls: tuple[ForbiddenCalls, ...] = ()
    limits: Limits = Limits()
    notebook: NotebookSettings = NotebookSettings()
    submissions: SubmissionRule = SubmissionRule()
    feedback: FeedbackPolicy = FeedbackPolicy()
    policy: Policy = Policy()

    def calls_forbidden_to(self, function: str) -> tuple[str, ...]:
        """Patterns of the calls without which this function is to be written."""
        return tuple(call for rule in self.forbidden_calls if function in rule.of for call in rule.calls)


class Assignment(msgspec.Struct, frozen=True):
    """One assignment of a course: settings, written questions, when training is given up, and where its files are."""

    slug: str
    course: Path
    settings: Settings
    questions: tuple[Question, ...] = ()
    early_stop: tuple[Rule, ...] = ()

    @property
    def reference_folder(self) -> Path:
        return self.course / "reference" / self.slug

    @property
    def reference_file(self) -> Path:
        return self.reference_folder / self.settings.file

    @property
    def template_folder(self) -> Path:
        return self.course / "student_template" / self.slug

    @property
    def tests_folder(self) -> Path:
        return self.course / "tests" / "assignments" / self.slug

    @property
    def public_tests(self) -> Path:
        return self.tests_folder / "test_public.py"

    @property
    def hidden_tests(self) -> tuple[Path, ...]:
        return tuple(sorted(self.tests_folder.glob("test_hidden*.py")))

    @property
    def probes_file(self) -> Path | None:
        path = self.tests_folder / "probes.py"
        return path if path.is_file() else None

    @property
    def max_score(self) -> float:
        return sum(part.points for part in self.settings.parts)

    def _beside_the_tests(self) -> list[Path]:
        """What hidden tests may read or import: all that lies there, but for what is about the tests themselves."""
        found = []
        for path in self.tests_folder.rglob("*"):
            *folders, name = path.relative_to(self.tests_folder).parts
            hidden = any(part.startswith((".", "__pycache__")) for part in (*folders, name))
            if hidden or _ABOUT_TESTS & {*folders, name} or not path.is_file():
                continue
            if folders or path.suffix != ".py":
                found.append(path)
        return sorted(found)

    def digest(
        self, shares: Mapping[str, bytes | None] | None = None, *, without: Collection[str] = ("policy",)
    ) -> str:
        """sha256 over what an outcome rests on: settings, reference, tests, probes, what lies beside.

        `shares`: of the tests' files of these names something else counts; nothing at all where that is None.
        `without`: the tables of assignment.toml that do not count.
        """
        files = [
            *sorted(self.reference_folder.glob("*.py")),
            *sorted(path for path in self.reference_folder.glob("*.toml") if path.name != QUESTIONS_FILE),
            *sorted(self.tests_folder.glob("*.py")),
            *self._beside_the_tests(),
        ]
        total = hashlib.sha256()
        for path in files:
            content: bytes | None = path.read_bytes()
            if shares and path.parent == self.tests_folder:
                content = shares.get(path.name, content)
            if content is None:
                continue
            if path.name == ASSIGNMENT_FILE:
                content = _without_tables(content, without)
            total.update(f"{path.relative_to(self.course).as_posix()}\0{len(content)}\0".encode())
            total.update(content)
        return total.hexdigest()


def _without_tables(content: bytes, names: Collection[str]) -> bytes:
    """An assignment.toml as if it had no tables of these names; as it is where they cannot be told apart."""
    kept: list[str] = []
    dropped = False
    for line in content.decode("utf-8", "replace").split("\n"):
        if line.lstrip().startswith("["):
            dropped = (header := _TABLE_HEADER.match(line)) is not None and header[1] in names
        if not dropped:
            kept.append(line)
    text = "\n".join(kept).rstrip("\n") + "\n"
    try:
        before, after = tomllib.loads(content.decode("utf-8")), tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError):
        return content
    rest = {name: table for name, table in before.items() if name not in names}
    return text.encode() if rest != before and rest == after else content


class CourseSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """course.toml, which a course may have. `slip_days`: free late days of each student in all assignments together."""

    slip_days: Annotated[int, Meta(ge=0)] | None = None


def course_settings(course: Path) -> CourseSettings:
    """CourseError where there is a course.toml that is wrong."""
    path = course / COURSE_FILE
    if not path.is_file():
        return CourseSettings()
    try:
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), CourseSettings)
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise CourseError(f"{path}: {error}") from error


def find_course(start: Path) -> Path:
    """The nearest folder at or above `start` that has a reference/ with at least one assignment.toml in it."""
    start = start.resolve()
    for folder in (start, *start.parents):
        if any((folder / "reference").glob(f"*/{ASSIGNMENT_FILE}")):
            return folder
    raise CourseError(
        f"no course found at or above {start}: a course has reference/<slug>/{ASSIGNMENT_FILE}; "
        "change into one or say where with --course DIR"
    )


def assignment_slugs(course: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.name for path in (course / "reference").glob(f"*/{ASSIGNMENT_FILE}")))


def load_assignment(course: Path, slug: str) -> Assignment:
    """Read reference/<slug>/assignment.toml; CourseError with file and key where it is wrong."""
    slugs = assignment_slugs(course)
    if slug not in slugs:
        raise CourseError(f"no assignment {slug!r} in {course}; {did_you_mean(slug, slugs)}")
    if not SLUG.fullmatch(slug):
        raise CourseError(
            f"reference/{slug}: an assignment's folder is named in lower-case letters, digits and underscores"
        )
    folder = course / "reference" / slug
    assignment = Assignment(
        slug, course, read_settings(folder / ASSIGNMENT_FILE), read_questions(folder / QUESTIONS_FILE)
    )
    assignment = msgspec.structs.replace(assignment, early_stop=read_rules(assignment.tests_folder / EARLY_STOP_FILE))
    for path in (assignment.reference_file, assignment.public_tests):
        if not path.is_file():
            raise CourseError(f"{assignment.slug}: {path.relative_to(course)} is missing")
    if not assignment.hidden_tests:
        raise CourseError(f"{slug}: {assignment.tests_folder.relative_to(course)} has no test_hidden*.py")
    return assignment


def read_settings(path: Path) -> Settings:
    """Decode one assignment.toml; CourseError names the file, and the key or the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path}: cannot be read: {error}") from error
    try:
        settings = msgspec.convert(tomllib.loads(text), Settings)
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: not valid TOML: {error}") from error
    except msgspec.ValidationError as error:
        raise CourseError(f"{path}: {error}") from error
    fault = _contradiction(settings)
    if fault:
        raise CourseError(f"{path}: {fault}")
    return settings


def _contradiction(settings: Settings) -> str:
    """The first key that the others do not allow, and why; "" without any."""
    names, functions, limits = [part.name for part in settings.parts], settings.functions, settings.limits
    if len(set(names)) != len(names):
        return "parts: two parts have the same name"
    for name in functions:
        if not name.isidentifier() or keyword.iskeyword(name):
            return f"functions: {name!r} is no name that a function can have"
    if len(set(functions)) != len(functions):
        return "functions: one of them is named twice"
    for name in settings.opaque:
        if name.partition(".")[0] not in functions:
            return f"opaque: {name!r} is none of the functions"
    for name in (name for rule in settings.forbidden_calls for name in rule.of):
        if name not in functions:
            return f"forbidden_calls: {name!r} is none of the functions"
    if limits.floor_seconds > limits.cap_seconds:
        return f"limits.floor_seconds is {limits.floor_seconds:g}, more than cap_seconds, {limits.cap_seconds:g}"
    return fault_of(settings.policy, tuple(names))
