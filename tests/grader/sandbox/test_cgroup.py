"""Control groups: version 1 for real where this machine lets us, version 2 on a folder that plays the kernel's part."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest

from grader.sandbox import cgroup
from grader.sandbox.isolation import candidates

V1_MOUNTS = """\
31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / /sys/fs/cgroup/cpu,pids rw,relatime shared:9 - cgroup cgroup rw,cpu,pids
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
"""
V2_MOUNTS = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"


def folders(found: list[cgroup.Hierarchy]) -> list[tuple[int, str, str]]:
    return [(one.version, str(one.folders["memory"]), str(one.folders["pids"])) for one in found]


def test_of_version_1_each_controller_has_a_folder() -> None:
    found = cgroup.hierarchies(V1_MOUNTS, "8:pids,cpu:/user\n4:memory:/user/ours\n0::/\n")
    expected = "/sys/fs/cgroup/memory/user/ours", "/sys/fs/cgroup/cpu,pids/user"
    assert folders(found)[0] == (1, *expected)
    assert folders(found)[1:] == [(2, "/sys/fs/cgroup/unified", "/sys/fs/cgroup/unified")]


def test_of_version_2_our_own_group_comes_first_and_then_those_above() -> None:
    found = cgroup.hierarchies(V2_MOUNTS, "0::/user.slice/run.scope\n")
    expected = ["/sys/fs/cgroup/user.slice/run.scope", "/sys/fs/cgroup/user.slice", "/sys/fs/cgroup"]
    assert folders(found) == [(2, path, path) for path in expected]


def test_a_named_folder_comes_before_all_others() -> None:
    assert folders(cgroup.hierarchies(V2_MOUNTS, "0::/\n", "/sys/fs/cgroup/mine"))[0][1] == "/sys/fs/cgroup/mine"


def test_in_a_container_the_mount_begins_below_the_root() -> None:
    mounts = "35 31 0:32 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n"
    assert folders(cgroup.hierarchies(mounts, "0::/docker/abc/deep\n"))[0][1] == "/sys/fs/cgroup/deep"
    assert folders(cgroup.hierarchies(mounts, "0::/elsewhere\n"))[0][1] == "/sys/fs/cgroup"


def test_mounts_of_an_odd_kind_are_read() -> None:
    """One without a source, and one whose path holds a space."""
    mounts = "31 23 0:28 / /tmp/x rw - tmpfs  rw\n30 23 0:26 / /sys/fs/a\\040group rw - cgroup2 none rw\n"
    assert folders(cgroup.hierarchies(mounts, "0::/\n"))[0][1] == "/sys/fs/a group"


def test_without_any_there_is_none() -> None:
    assert cgroup.hierarchies("31 23 0:28 / /proc rw - proc proc rw\n", "0::/\n") == []


# for real


@pytest.fixture
def real() -> cgroup.Hierarchy:
    found = next(candidates("A", []))
    if found.groups is None:
        pytest.skip("no control groups can be made here: tier A cannot be had, and doctor says why")
    return found.groups


@pytest.fixture
def tree(real: cgroup.Hierarchy) -> Iterator[cgroup.Tree]:
    made = cgroup.Tree(real)
    yield made
    made.remove()


def groups_of(hierarchy: cgroup.Hierarchy) -> list[Path]:
    """Those that this process has made: another run of tests beside it makes and removes its own meanwhile."""
    return [path for root in hierarchy.roots for path in root.glob(f"grader-{os.getpid()}-*")]


def test_a_group_kills_who_takes_too_much_and_counts_it(tree: cgroup.Tree) -> None:
    group = tree.group(memory_mb=32, processes=8)
    code = "import sys; sys.stdin.read(1); x = bytearray(200 << 20); print(len(x))"
    with subprocess.Popen(
        ["/usr/bin/env", "python3", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as hungry:
        group.add(hungry.pid)
        assert group.kills() == 0
        said, _ = hungry.communicate(b"x")
    assert (hungry.returncode, said) == (-signal.SIGKILL, b"")
    assert group.kills() == 1
    group.remove()


def test_a_group_bounds_the_number_of_processes(tree: cgroup.Tree) -> None:
    group = tree.group(memory_mb=64, processes=3)
    code = "read _; for i in 1 2 3 4 5 6; do sleep 60 & done; wait"
    with subprocess.Popen(["/bin/sh", "-c", code], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as bomb:
        group.add(bomb.pid)
        assert bomb.stdin is not None
        bomb.stdin.write(b"\n")
        bomb.stdin.flush()
        assert bomb.stderr is not None
        assert b"fork" in bomb.stderr.readline()
        group.remove()
    assert bomb.returncode is not None


def test_to_remove_a_group_is_to_kill_what_is_in_it(real: cgroup.Hierarchy) -> None:
    before = groups_of(real)
    tree = cgroup.Tree(real)
    assert len(groups_of(real)) == len(before) + len(real.roots)
    group = tree.group(memory_mb=64, processes=8)
    with subprocess.Popen(["sleep", "600"]) as sleeper:
        group.add(sleeper.pid)
        tree.remove()
        assert sleeper.wait(10) == -signal.SIGKILL
    assert groups_of(real) == before


def test_who_is_gone_cannot_be_put_into_a_group(tree: cgroup.Tree) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    with pytest.raises(OSError, match="No such process"):
        tree.group(memory_mb=64, processes=8).add(dead.pid)


# version 2, with a folder for a kernel


class Kernel(threading.Thread):
    """Gives every group its files, kills when it is told to, and lets a group be removed when nobody is in it."""

    NAMES = ("cgroup.procs", "cgroup.kill", "cgroup.subtree_control", "memory.max", "memory.swap.max", "pids.max")

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.seen: dict[str, dict[str, str]] = {}
        self.done = threading.Event()
        self._fill(root)
        mkdir = Path.mkdir

        def made(path: Path, *arguments: Any, **keywords: Any) -> None:
            mkdir(path, *arguments, **keywords)
            if path.is_relative_to(root):
                self._fill(path)

        patch.setattr(Path, "mkdir", made)
        self.start()

    def run(self) -> None:
        while not self.done.wait(0.0005):
            for folder, _, _ in os.walk(self.root):  # which passes over a group that is removed meanwhile
                self._serve(Path(folder))

    def _fill(self, group: Path) -> None:
        for name in self.NAMES:
            (group / name).touch()
        (group / "memory.events").write_text("low 0\nhigh 0\nmax 3\noom 1\noom_kill 2\n", encoding="ascii")

    def _serve(self, group: Path) -> None:
        try:
            texts = {path.name: path.read_text(encoding="ascii").strip() for path in group.iterdir() if path.is_file()}
        except OSError:
            return
        self.seen.setdefault(group.name, {}).update({name: text for name, text in texts.items() if text})
        pids = [int(word) for word in texts.get("cgroup.procs", "").split()]
        if texts.get("cgroup.kill") == "1":
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):  # of a group that is removed after its end
                    os.kill(pid, signal.SIGKILL)
            for path in group.iterdir():
                if path.is_file():
                    path.unlink()


@pytest.fixture
def kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kernel]:
    playing = Kernel(tmp_path, monkeypatch)
    yield playing
    playing.done.set()
    playing.join()


def test_version_2_as_it_is_written_and_read(kernel: Kernel) -> None:
    hierarchy = cgroup.Hierarchy(2, dict.fromkeys(("memory", "pids"), kernel.root))
    tree = cgroup.Tree(hierarchy)
    (ours,) = kernel.root.glob("grader-*")
    group = tree.group(memory_mb=64, processes=8)
    with subprocess.Popen(["sleep", "600"]) as sleeper:
        group.add(sleeper.pid)
        name = next(path.name for path in ours.iterdir() if path.is_dir())
        until(lambda: "cgroup.procs" in kernel.seen.get(name, {}))
        assert group.kills() == 2
        group.remove()
        assert sleeper.wait(10) == -signal.SIGKILL
    seen = kernel.seen[name]
    assert (seen["memory.max"], seen["memory.swap.max"], seen["pids.max"]) == (str(64 << 20), "0", "8")
    assert seen["cgroup.procs"] == str(sleeper.pid)
    assert kernel.seen[ours.name]["cgroup.subtree_control"] == "+memory +pids"
    assert list(ours.glob("s*")) == []
    tree.remove()
    assert [path for path in kernel.root.iterdir() if path.is_dir()] == []


def until(holds: object) -> None:
    deadline = time.monotonic() + 10
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.001)


def test_in_a_folder_that_was_given_to_us_the_controllers_are_turned_on(kernel: Kernel) -> None:
    (named,) = cgroup.hierarchies("", "", str(kernel.root))
    cgroup.Tree(named)
    assert (kernel.root / "cgroup.subtree_control").read_text(encoding="ascii") == "+memory +pids\n"


def test_a_hierarchy_that_limits_nothing_is_found_out(kernel: Kernel) -> None:
    """Everything can be written, as to groups whose controllers someone else has."""
    obstacle = cgroup.obstacle(cgroup.Hierarchy(2, dict.fromkeys(("memory", "pids"), kernel.root)))
    assert obstacle == "a process may take more memory than its group has"


@pytest.mark.parametrize("version", [1, 2])
def test_in_a_folder_that_is_no_hierarchy_nothing_is_left(tmp_path: Path, version: Literal[1, 2]) -> None:
    obstacle = cgroup.obstacle(cgroup.Hierarchy(version, dict.fromkeys(("memory", "pids"), tmp_path)))
    assert obstacle.endswith(": No such file or directory")
    assert list(tmp_path.iterdir()) == []


def test_a_place_where_nothing_can_be_made_says_why(tmp_path: Path) -> None:
    place = tmp_path / "nowhere"
    obstacle = cgroup.obstacle(cgroup.Hierarchy(2, dict.fromkeys(("memory", "pids"), place)))
    assert obstacle.startswith(f"{place}/grader-")
    assert obstacle.endswith("No such file or directory")


def test_what_killed_graders_left_is_removed_and_what_lives_is_not(tmp_path: Path) -> None:
    dead = subprocess.Popen(["true"])
    dead.wait()
    old = time.time() - 3600
    stale, young, living = (
        tmp_path / f"grader-{name}" for name in (f"{dead.pid}-1", f"{dead.pid}-2", f"{os.getpid()}-9")
    )
    for folder in (stale, young, living):
        (folder / "s1-1").mkdir(parents=True)
    for folder in (stale, living):
        os.utime(folder, (old, old))
    cgroup.Tree(cgroup.Hierarchy(1, dict.fromkeys(("memory", "pids"), tmp_path)))
    assert [folder.exists() for folder in (stale, young, living)] == [False, True, True]
