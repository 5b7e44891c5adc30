from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from grader import release
from grader.course import Assignment, Packages
from grader.errors import ReleaseError

NAMES = ["README.md", "assignment.toml", "mlp.ipynb", "mlp.py", "requirements.txt", "test_public.py"]


def test_a_template_is_these_files(assignment: Assignment) -> None:
    files = release.template(assignment)
    assert sorted(files) == NAMES
    assert files["test_public.py"] == assignment.public_tests.read_bytes()
    assert files["assignment.toml"] == (assignment.reference_folder / "assignment.toml").read_bytes()
    assert files["requirements.txt"].decode().splitlines()[1:] == ["numpy"]
    assert files["mlp.py"].decode().endswith('    raise NotImplementedError("f: write f")\n')


def test_the_readme_tells_points_and_limits(assignment: Assignment) -> None:
    readme = release.template(assignment)["README.md"].decode()
    assert readme.startswith("# A title\n\nWrite f.\n")
    for line in (
        r"| The \| first | 60 |",
        "| Second | 2.5 |",
        "| all | 62.5 |",
        "| time of a test | 10 times the model answer's CPU time, at least 2 s, at most 300 s |",
        "| time of a training run | 90 s |",
        "| size of what is handed in | 8 MB |",
        "grader check",
    ):
        assert line in readme.split("\n")


def test_pip_is_asked_for_the_allowed_packages_only(assignment: Assignment) -> None:
    packages = Packages(allowed=("torch", "torchvision"))
    changed = msgspec.structs.replace(
        assignment, settings=msgspec.structs.replace(assignment.settings, packages=packages)
    )
    lines = release.template(changed)["requirements.txt"].decode().splitlines()
    assert [line for line in lines if not line.startswith("#")] == ["torch", "torchvision"]
    assert lines[0].startswith("# dlgrader comes from your course")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("README.md", None, "reference/some/README.md is missing"),
        ("README.md", b"\xff", "reference/some/README.md cannot be read"),
        ("mlp.py", b"### END SOLUTION\n", "reference/some/mlp.py:1: ### END SOLUTION without"),
        ("mlp.py", None, "reference/some/mlp.py is missing"),
    ],
)
def test_what_a_template_cannot_be_made_of(assignment: Assignment, name: str, content: bytes | None, says: str) -> None:
    path = assignment.reference_folder / name
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ReleaseError, match=says):
        release.template(assignment)


def present(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_is_written_does_not_drift(assignment: Assignment) -> None:
    assert release.drift(assignment) == [f"student_template/some/{name}: missing" for name in NAMES]
    folder = release.write(assignment)
    assert folder == assignment.course / "student_template" / "some"
    assert present(folder) == release.template(assignment)
    assert release.drift(assignment) == []


def test_drift_is_listed_and_written_away(assignment: Assignment) -> None:
    folder = release.write(assignment)
    (folder / "mlp.py").write_text("edited by hand\n")
    (folder / "README.md").unlink()
    (folder / "old").mkdir()
    (folder / "old" / "stale.py").write_text("")
    (folder / ".test_hidden.py").write_text("")
    (folder / "link").symlink_to("/")
    (folder / "assignment.toml").unlink()
    (folder / "assignment.toml").symlink_to(assignment.reference_folder / "assignment.toml")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "mlp.pyc").write_text("")
    assert release.drift(assignment) == [
        "student_template/some/.test_hidden.py: extra, not part of the template",
        "student_template/some/README.md: missing",
        "student_template/some/assignment.toml: changed",
        "student_template/some/link: extra, not part of the template",
        "student_template/some/mlp.py: changed",
        "student_template/some/old/stale.py: extra, not part of the template",
    ]
    release.write(assignment)
    assert release.drift(assignment) == []
    assert present(folder) == {**release.template(assignment), "__pycache__/mlp.pyc": b""}
    assert not (folder / "old").exists()


def test_a_wrong_reference_leaves_the_template_as_it_was(assignment: Assignment) -> None:
    folder = release.write(assignment)
    before = present(folder)
    assignment.reference_file.write_text("### BEGIN SOLUTION\n")
    with pytest.raises(ReleaseError, match=r"mlp\.py:1"):
        release.write(assignment)
    assert present(folder) == before


def test_nothing_is_written_through_a_link(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "precious.txt").write_text("kept")
    (assignment.course / "student_template").mkdir()
    assignment.template_folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ReleaseError, match="student_template/some is a symbolic link"):
        release.write(assignment)
    assert present(tmp_path / "elsewhere") == {"precious.txt": b"kept"}


def test_a_template_that_cannot_be_written(assignment: Assignment) -> None:
    (assignment.course / "student_template").write_text("in the way")
    with pytest.raises(ReleaseError, match="student_template/some cannot be written"):
        release.write(assignment)


def test_a_folder_where_a_file_belongs(assignment: Assignment) -> None:
    (assignment.template_folder / "mlp.py").mkdir(parents=True)
    with pytest.raises(ReleaseError, match=r"mlp\.py is a folder"):
        release.write(assignment)
