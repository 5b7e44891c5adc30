"""What student code may read: planned on the trusted side, by path, from what is installed.

The C library's folders, the interpreter and its standard library, the allowed distributions one by one, and of
our own package this folder and what the caller names. Everything else is left out rather than forbidden.
"""

from __future__ import annotations

import csv
import importlib.metadata
import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from grader.errors import SandboxError

PACKAGE = Path(__file__).resolve().parents[1]
_SYSTEM = ("/usr/lib", "/usr/lib64", "/usr/lib32", "/lib", "/lib64", "/etc/ld.so.cache")
_ALWAYS = ("__init__.py", "sandbox")
# NVIDIA's device nodes (Linux, and Windows' subsystem for it), and where a driver's libraries lie if not in _SYSTEM
_GPU_DEVICES = ("nvidia*", "nvidia-caps/*", "dxg")
_GPU_LIBRARIES = ("/usr/local/nvidia", "/usr/lib/wsl")


@dataclass(frozen=True)
class View:
    """`system`: readable where they are. `hidden`: folders in those that appear empty. `site`: name below the one
    folder that Python imports from → source. `devices`: nodes beside the usual ones."""

    executable: str
    system: tuple[str, ...]
    hidden: tuple[str, ...]
    site: dict[str, str]
    devices: tuple[str, ...] = ()


def plan(
    distributions: Sequence[str], modules: Sequence[Path], rooms: Sequence[str] = (), *, gpu: bool = False
) -> View:
    """`rooms`: folders of our own package that the payload needs, by name; `gpu`: the machine's NVIDIA devices.

    SandboxError for a distribution that is not installed, or a module or room that is not there.
    """
    site: dict[str, str] = {f"{PACKAGE.name}/{part}": str(PACKAGE / part) for part in (*_ALWAYS, *rooms)}
    for room in rooms:
        if not (PACKAGE / room).is_dir():
            raise SandboxError(f"{PACKAGE.name}.{room}: not found, and the sandbox is to show it")
    for name in with_requirements(distributions):
        site |= _top_level(name)
    for module in modules:
        if not module.exists():
            raise SandboxError(f"{module}: not found, and the sandbox is to show it")
        site[module.name] = str(module.resolve())
    executable = os.path.realpath(getattr(sys, "_base_executable", sys.executable))
    libraries = _interpreter_folders()
    system = [path for path in (*_SYSTEM, *(_GPU_LIBRARIES if gpu else ())) if Path(path).exists()]
    system += [path for path in libraries if not any(_below(path, one) for one in system)]
    system += [] if any(_below(executable, one) for one in system) else [executable]
    devices = gpu_devices() if gpu else ()
    return View(executable, tuple(system), tuple(_other_packages(system, libraries)), site, devices)


def gpu_devices() -> tuple[str, ...]:
    """The device nodes through which CUDA is reached; none where there is no GPU or no driver."""
    found = (path for pattern in _GPU_DEVICES for path in Path("/dev").glob(pattern) if path.is_char_device())
    return tuple(sorted(map(str, found)))


def unreadable(plan: View) -> str:
    """The first source that other users may not read, "" for none: the sandbox's user is none that owns anything.

    Folders on the way to it do not matter where it is bound; those inside it are taken to be as it is.
    """
    for source in (*plan.system, *plan.site.values()):
        mode = os.stat(source).st_mode  # noqa: PTH116  follows links, as the sandbox will
        wanted = stat.S_IROTH | (stat.S_IXOTH if stat.S_ISDIR(mode) else 0)
        if mode & wanted != wanted:
            return source
    return ""


def become(uid: int) -> None:
    """Give up root for good, for a user without a name and without groups."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def read_as(uid: int, plan: View) -> None:
    """As that user (for good), look at each source where it is; OSError for the first that is out of its reach.

    Where nothing is bound into another root, every folder on the way has to be open, too.
    """
    become(uid)
    for source in (plan.executable, *plan.system, *plan.site.values()):
        if os.path.isdir(source):  # noqa: PTH112  many of them
            with os.scandir(source):
                continue
        with open(source, "rb"):  # noqa: PTH123  opened is enough
            continue


def with_requirements(distributions: Iterable[str]) -> list[str]:
    """These and what they need on this machine, without extras; each once, sorted."""
    found: dict[str, str] = {}
    waiting = list(distributions)
    while waiting:
        name = waiting.pop()
        key = name.lower().replace("_", "-").replace(".", "-")
        if key in found:
            continue
        try:
            required = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError as error:
            raise SandboxError(
                f"{name}: not installed, and student code may import it: install it beside grader"
            ) from error
        found[key] = name
        for text in required:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                waiting.append(requirement.name)
    return [found[key] for key in sorted(found)]


def _top_level(name: str) -> dict[str, str]:
    """The folders and files that a distribution put into its site folder, from its RECORD."""
    distribution = importlib.metadata.distribution(name)
    record = distribution.read_text("RECORD")
    if not record:
        raise SandboxError(
            f"{name}: its list of files (RECORD) is missing, so it cannot be shown: reinstall it with pip"
        )
    # as text, and not by `distribution.files`: thousands of path objects take a tenth of a second
    files = (row[0] for row in csv.reader(record.splitlines()) if row)
    paths = {file for file in files if {"..", "__pycache__"}.isdisjoint(file.split("/"))}
    entries = {_smallest_package(path, paths) for path in paths}
    # a .pth is a hook of the interpreter's start, nothing to import
    return {entry: str(distribution.locate_file(entry)) for entry in entries if not entry.endswith(".pth")}


def _smallest_package(path: str, paths: set[str]) -> str:
    """The shortest leading part of `path` that belongs to its distribution alone: a namespace folder does not."""
    parts = path.split("/")
    for length in range(1, len(parts)):
        folder = "/".join(parts[:length])
        marked = folder.endswith((".dist-info", ".libs", ".data")) or f"{folder}/__init__.py" in paths
        if marked or length > 1:
            return folder
    return path


def _interpreter_folders() -> list[str]:
    """The folder of the standard library and of libpython; a whole lib/ where the installation is self-contained."""
    prefix = os.path.realpath(sys.base_prefix)
    if prefix in ("/usr", "/usr/local"):
        wanted = [sysconfig.get_path("stdlib", vars={"base": prefix, "installed_base": prefix})]
        wanted += [str(path) for path in Path(prefix, "lib").glob("libpython3*.so*")]
        return [path for path in wanted if Path(path).exists()]
    return [f"{prefix}/lib"]


def _other_packages(system: Iterable[str], libraries: Iterable[str]) -> list[str]:
    """Folders of installed packages that lie inside what is shown."""
    candidates = {Path("/usr/lib/python3")}
    for folder in (*system, *libraries):
        if Path(folder).is_dir():
            for pattern in ("python*/site-packages", "python*/dist-packages", "site-packages", "dist-packages"):
                candidates |= set(Path(folder).glob(pattern))
    real = {os.path.realpath(path) for path in candidates if path.is_dir()}
    shown = [path for path in real if any(_below(path, one) for one in system)]
    return sorted(path for path in shown if not any(path != one and _below(path, one) for one in shown))


def _below(path: str, folder: str) -> bool:
    return os.path.commonpath([os.path.realpath(path), os.path.realpath(folder)]) == os.path.realpath(folder)
