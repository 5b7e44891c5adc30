"""The grader as root and as an ordinary user, with and without namespaces, its packages in places of all kinds.

In each a right submission gets its points, and the tier is the one that these circumstances allow.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import indent

import pytest
from real_parts import missing
from small_course import FILE, REFERENCE, write_course
from surroundings import ORDINARY, Commons, common_ground, run

from grader.sandbox.isolation import Tier
from grader.sandbox.tiers import detect

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become someone else, or a container's root")


@pytest.fixture(scope="module")
def commons() -> Iterator[Commons]:
    with common_ground() as found:
        course = found.folder / "course"
        write_course(course)
        (course / FILE).write_text(REFERENCE, encoding="utf-8")
        for path in course.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield found


def graded(
    commons: Commons,
    *,
    python: str = "",
    path: str = "",
    user: int | None = None,
    container: bool = False,
    groups: Sequence[Path] = (),
    isolation: str = "",
    submission: str = REFERENCE,
    options: tuple[str, ...] = (),
) -> subprocess.CompletedProcess[str]:
    """`grader grade` on a right submission of the small course, its result on standard output."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        home = Path(made)
        if user is not None:
            os.chown(home, user, user)
        shutil.copytree(commons.folder / "course", home / "course", copy_function=shutil.copyfile)
        for one in (home / "course", *(home / "course").rglob("*")):
            os.chown(one, user or 0, user or 0)
        (home / "course" / FILE).write_text(submission, encoding="utf-8")
        environment = {"PYTHONPATH": path or commons.path, "HOME": made, "GRADER_ISOLATION": isolation}
        command = [python or commons.python, "-m", "grader", "grade", "small", f"{made}/course/{FILE}"]
        command += ["--course", f"{made}/course", "--json", f"{made}/results.json", *options]
        done = run(command, user=user, container=container, groups=groups, environment=environment)
        if done.returncode == 0:
            result = json.loads((home / "results.json").read_text(encoding="utf-8"))
            done.stdout = f"{result['isolation']} {result['score']:g}"
        return done


def ended(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_as_root(commons: Commons) -> None:
    assert ended(graded(commons)) == f"{detect().tier} 10"


def test_as_an_ordinary_user(commons: Commons) -> None:
    """Namespaces are allowed here to whom root may make them for: tier B, or A in a delegated group."""
    if not detect().namespaces:
        missing("no namespaces here")
    assert ended(graded(commons, user=ORDINARY)) == "B 10"


def test_as_an_ordinary_user_with_a_control_group_of_its_own(commons: Commons) -> None:
    """Root makes the group, hands it over and starts the grader in it."""
    found = detect().groups
    if found is None or found.version != 1:
        pytest.skip("needs control groups of version 1: of version 2 a folder plays the kernel in test_cgroup")
    made = [root / f"delegated-{os.getpid()}" for root in found.roots]
    try:
        for group in made:
            group.mkdir()
            for path in (group, group / "cgroup.procs"):
                os.chown(path, ORDINARY, ORDINARY)
        assert ended(graded(commons, user=ORDINARY, groups=made)) == "A 10"
    finally:
        assert [list(group.glob("grader-*")) for group in made] == [[], []]
        for group in made:
            group.rmdir()


def test_as_root_in_a_container(commons: Commons) -> None:
    assert ended(graded(commons, container=True)) == "C 10"


def test_as_an_ordinary_user_in_a_container(commons: Commons) -> None:
    assert ended(graded(commons, user=ORDINARY, container=True)) == "D 10"


@contextmanager
def slowed(commons: Commons, *changes: tuple[str, str, str]) -> Iterator[str]:
    """A path on which this package is found with lines of its sandbox changed: (file, line, what stands there)."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        package = Path(made, "grader")
        shutil.copytree(commons.folder / "project" / "grader", package)
        for path in (package.parent, *package.parent.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        for name, line, instead in changes:
            file = package / "sandbox" / name
            source = file.read_text(encoding="utf-8")
            assert source.count(line) == 1
            file.write_text(source.replace(line, instead), encoding="utf-8")
        yield os.pathsep.join((made, commons.path))


FIRST_LINE = "    signal.set_wakeup_fd(-1)\n"
STANDS_STILL = ("confine.py", FIRST_LINE, f"    __import__('time').sleep(0.2)\n{FIRST_LINE}")


@pytest.mark.parametrize(("user", "tier"), [(None, "C"), (ORDINARY, "D")])
def test_on_a_machine_so_busy_that_a_process_stands_still_before_it_is_confined(
    commons: Commons, user: int | None, tier: str
) -> None:
    """Until then it hides what it has open, as the supervisor does that it is a fork of."""
    with slowed(commons, STANDS_STILL) as path:
        assert ended(graded(commons, path=path, user=user, container=True)) == f"{tier} 10"


def test_a_process_that_is_not_confined_in_time_is_no_fault_of_the_submission(commons: Commons) -> None:
    # the trial of the tier passes, and the first submission's first process stands still for too long
    later = "    if os.path.exists('small.py'):\n        __import__('time').sleep(0.9)\n"
    impatient = ("protocol.py", "CONFINING_SECONDS = 30.0", "CONFINING_SECONDS = 0.3")
    word = "        own_end.say(CONFINED)\n"
    with slowed(commons, ("student.py", word, indent(later, "    ") + word), impatient) as path:
        done = graded(commons, path=path)
    assert done.returncode == 2
    assert "a process could not be confined within 0.3 s: is this machine overloaded?" in done.stderr
    assert "Traceback" not in done.stderr


COME_AND_GO = """
import os, time
end = time.monotonic() + 1
while time.monotonic() < end:
    for _ in range(4):
        if os.fork() == 0:
            held = bytearray(48 << 20)
            os._exit(0)
    for _ in range(4):
        os.wait()
"""


@pytest.mark.parametrize(("user", "tier"), [(None, "C"), (ORDINARY, "D")])
def test_processes_that_end_while_they_are_looked_at_are_no_fault(
    commons: Commons, user: int | None, tier: Tier
) -> None:
    """Of one that is on its way out only root may list the files that it had open."""
    done = graded(commons, user=user, container=True, submission=REFERENCE + COME_AND_GO)
    assert ended(done) == f"{tier} 10"


@pytest.mark.parametrize("tier", ["B", "C", "D", "E"])
def test_as_root_in_each_tier_below(commons: Commons, tier: Tier) -> None:
    done = graded(commons, isolation=tier)
    assert ended(done) == f"{tier} 10"
    assert ("warning: isolation E protects from accidents" in done.stderr) == (tier == "E")


def test_isolation_that_is_demanded_is_refused_in_a_container(commons: Commons) -> None:
    done = graded(commons, container=True, options=("--min-isolation", "B"))
    assert done.returncode == 2
    line = done.stderr.strip()
    assert line.startswith("grader: isolation B is asked for, but this machine gives C (A and B: namespaces as root: ")
    assert line.endswith(": grader doctor says what would raise it")


def test_a_container_with_a_control_group_caps_memory_too(commons: Commons) -> None:
    """The group is made by a folder, and needs no namespace; doctor says what else is in force."""
    code = "from grader.sandbox.tiers import detect; found = detect(); print(found.tier, found.groups is not None)"
    done = run([commons.python, "-c", code], container=True, environment={"PYTHONPATH": commons.path})
    assert done.stdout.split() == ["C", str(detect().groups is not None)], done.stderr


# where Python and its packages lie


@pytest.fixture
def private(commons: Commons) -> Iterator[Commons]:
    """The same below a folder that nobody but its owner may enter, as `mktemp -d` makes it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as made:
        folder = Path(made) / "inside"
        shutil.copytree(commons.folder, folder, copy_function=os.link)
        yield Commons(commons.python, folder)


def environment_in(folder: Path, python: str, packages: str) -> str:
    """A virtual environment in `folder` that finds these packages; returns its interpreter."""
    subprocess.run([python, "-m", "venv", "--without-pip", str(folder)], check=True)
    version = sysconfig.get_python_version()
    (folder / "lib" / f"python{version}" / "site-packages" / "packages.pth").write_text(
        "\n".join(packages.split(os.pathsep)) + "\n", encoding="utf-8"
    )
    return str(folder / "bin" / "python")


def test_packages_in_a_private_folder(private: Commons) -> None:
    if not detect().namespaces:
        missing("no namespaces here")
    assert ended(graded(private)) == f"{detect().tier} 10"


def test_a_virtual_environment_in_a_private_folder(private: Commons, commons: Commons) -> None:
    if not detect().namespaces:
        missing("no namespaces here")
    python = environment_in(private.folder / "venv", commons.python, private.path)
    assert ended(graded(private, python=python, path="/nowhere")) == f"{detect().tier} 10"


def test_packages_in_an_ordinary_users_own_private_folder(private: Commons) -> None:
    if not detect().namespaces:
        missing("no namespaces here")
    for path in (private.folder.parent, *private.folder.parent.rglob("*")):
        os.chown(path, ORDINARY, ORDINARY)
    assert ended(graded(private, user=ORDINARY)) == "B 10"


def test_where_a_user_of_its_own_cannot_read_the_packages_the_tier_is_lower_and_doctor_names_the_path(
    private: Commons,
) -> None:
    assert ended(graded(private, container=True)) == "D 10"
    command = [private.python, "-m", "grader", "doctor"]
    done = run(command, container=True, environment={"PYTHONPATH": private.path, "HOME": str(private.folder / "home")})
    assert f"not higher  C: {private.folder}/" in done.stdout
    assert "Permission denied\n" in done.stdout
    assert "to raise it a user without rights has to read it: put interpreter and environment where" in done.stdout
