from __future__ import annotations

import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader import submission
from grader.course import Assignment
from grader.errors import SubmissionError
from grader.submission import disk

SOURCE = b"def f(x):\n    return x\n"


def write(path: Path, content: bytes = SOURCE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def sparse(path: Path, size: int) -> Path:
    write(path, b"")
    os.truncate(path, size)
    return path


@pytest.mark.parametrize("name", ["mlp.py", "alice.py", "Alice's MLP (2).PY"])
def test_a_python_file_counts_under_any_name(assignment: Assignment, tmp_path: Path, name: str) -> None:
    read = submission.read(write(tmp_path / "in" / name), assignment)
    assert (read.files, read.problems) == ({"mlp.py": SOURCE}, ())


def test_a_folder_gives_its_regular_files(assignment: Assignment, tmp_path: Path) -> None:
    for name in ("mlp.py", "layers/dense.py", "notes.txt", ".git/config", ".hidden.py", "__pycache__/mlp.pyc"):
        write(tmp_path / "alice" / name, name.encode())
    read = submission.read(tmp_path / "alice", assignment)
    assert list(read.files) == ["layers/dense.py", "mlp.py", "notes.txt"]
    assert read.files["layers/dense.py"] == b"layers/dense.py"
    assert read.problems == ()


def test_the_file_in_a_folder_is_brought_into_utf8_and_no_other(assignment: Assignment, tmp_path: Path) -> None:
    source = "# coding: latin-1\nx = 'é'\n"
    for name in ("mlp.py", "other.py"):
        write(tmp_path / "a" / name, source.encode("latin-1"))
    files = submission.read(tmp_path / "a", assignment).files
    assert files["mlp.py"].decode() == source.replace("latin-1", "utf-8")
    assert files["other.py"] == source.encode("latin-1")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("in/alice.py", "alice"),
        ("alice/mlp.py", "alice"),
        ("in/al\x1b[31mice\u202e.py", "al�[31mice�"),
        (f"in/{'x' * 200}.py", f"{'x' * 79}…"),
        ("in/J\u00fcrgen \u738b.py", "J\u00fcrgen \u738b"),
        ("in/<script>.py", "<script>"),
    ],
)
def test_the_name_shown_is_printable_and_short(assignment: Assignment, tmp_path: Path, path: str, name: str) -> None:
    assert submission.read(write(tmp_path / path), assignment).name == name


def test_a_folder_gives_its_name(assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "bob" / "mlp.py")
    monkeypatch.chdir(tmp_path / "bob")
    assert submission.read(tmp_path / "bob", assignment).name == "bob"
    assert submission.read(Path(), assignment).name == "bob"


def test_the_digest_is_of_names_and_contents(assignment: Assignment, tmp_path: Path) -> None:
    read = [
        submission.read(write(tmp_path / "a" / "mlp.py"), assignment),
        submission.read(write(tmp_path / "in" / "b.py"), assignment),
        submission.read(write(tmp_path / "in" / "c.py", SOURCE + b"\n"), assignment),
        submission.read(write(tmp_path / "d" / "mlp.py").parent, assignment),
    ]
    write(tmp_path / "e" / "mlp.py")
    read.append(submission.read(write(tmp_path / "e" / "more.py").parent, assignment))
    digests = [one.digest for one in read]
    assert digests[0] == digests[1] == digests[3]
    assert len(set(digests)) == 3


def test_submissions_that_fail_differently_have_different_digests(assignment: Assignment, tmp_path: Path) -> None:
    empty = submission.read(write(tmp_path / "a.py", b""), assignment)
    binary = submission.read(write(tmp_path / "b.py", b"\0"), assignment)
    assert empty.files == binary.files == {}
    assert empty.digest != binary.digest


@pytest.mark.parametrize("name", ["nobody.py", "nobody", "there.py/mlp.py", "a\0b", "x" * 300])
def test_a_path_that_does_not_exist(assignment: Assignment, tmp_path: Path, name: str) -> None:
    write(tmp_path / "there.py")
    with pytest.raises(SubmissionError, match=r"no file or folder|cannot be read"):
        submission.read(tmp_path / name, assignment)


def test_an_error_shows_no_escape_sequences(assignment: Assignment, tmp_path: Path) -> None:
    with pytest.raises(SubmissionError) as caught:
        submission.read(tmp_path / "a\x1b[2J\nb", assignment)
    assert str(caught.value).isprintable()


def test_paths_that_are_no_file_and_no_folder(assignment: Assignment, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "link.py").symlink_to(write(tmp_path / "mlp.py"))
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s.py"))
        for path, what in [
            (tmp_path / "pipe.py", "a named pipe"),
            (tmp_path / "link.py", "a symbolic link"),
            (tmp_path / "loop.py", "a symbolic link"),
            (tmp_path / "s.py", "a socket"),
            (Path("/dev/zero"), "a device"),
        ]:
            with pytest.raises(SubmissionError, match=f"is {what}"):
                submission.read(path, assignment)


@pytest.mark.parametrize("name", ["notes.txt", "mlp.zip.txt", "mlp"])
def test_a_file_that_is_not_python(assignment: Assignment, tmp_path: Path, name: str) -> None:
    read = submission.read(write(tmp_path / name), assignment)
    assert read.files == {}
    said = f"{name} is not a Python file or a notebook: hand in mlp.py, or a folder or a .zip that holds it"
    assert read.problems == (said,)


@pytest.mark.parametrize(("size", "says"), [(20_481, "20.0 kB"), (100 << 20, "100.0 MB"), (10**5 << 20, "100000.0 MB")])
def test_a_file_that_is_too_large_is_refused_unread(
    assignment: Assignment, tmp_path: Path, size: int, says: str
) -> None:
    """The largest would not fit into memory."""
    read = submission.read(sparse(tmp_path / "mlp.py", size), assignment)
    assert read.files == {}
    assert read.problems == (f"mlp.py has {says}; a submission may have 20.0 kB in all",)


def test_what_is_too_large_beside_the_file_is_left_out(assignment: Assignment, tmp_path: Path) -> None:
    write(tmp_path / "a" / "mlp.py")
    write(tmp_path / "a" / "first.txt", bytes(15_000))
    write(tmp_path / "a" / "second.txt", bytes(15_000))
    write(tmp_path / "a" / "third.txt", bytes(100))
    sparse(tmp_path / "a" / "aaa.bin", 10**5 << 20)
    read = submission.read(tmp_path / "a", assignment)
    assert list(read.files) == ["first.txt", "mlp.py", "third.txt"]
    assert read.problems == (
        "aaa.bin has 100000.0 MB and is left out; a submission may have 20.0 kB in all",
        "second.txt has 14.6 kB and is left out; a submission may have 20.0 kB in all",
    )


@pytest.mark.parametrize(
    ("names", "says"),
    [
        ([], "mlp.py is not in the folder, which has no files"),
        ([".mlp.py"], "mlp.py is not in the folder, which has no files"),
        (["MLP.py", "a.txt"], "mlp.py is not in the folder; there is: MLP.py, a.txt; is MLP.py meant?"),
        (["mlp2.py", "other.py"], "mlp.py is not in the folder; there is: mlp2.py, other.py; is mlp2.py meant?"),
        (["in/mlp.py", "z.txt"], "mlp.py is not in the folder; there is: z.txt, in/mlp.py; is in/mlp.py meant?"),
        (["solution_of_the_task.py"], "mlp.py is not in the folder; there is: solution_of_the_task.py"),
        (
            [f"{i}.txt" for i in range(10)],
            "there is: 0.txt, 1.txt, 2.txt, 3.txt, 4.txt, 5.txt, 6.txt, 7.txt and 2 more",
        ),
    ],
)
def test_a_folder_without_the_file(assignment: Assignment, tmp_path: Path, names: list[str], says: str) -> None:
    (tmp_path / "a").mkdir()
    for name in names:
        write(tmp_path / "a" / name)
    problem = submission.read(tmp_path / "a", assignment).problems[0]
    assert problem.endswith(says)


def test_links_pipes_and_devices_in_a_folder_are_not_touched(assignment: Assignment, tmp_path: Path) -> None:
    secret = write(tmp_path / "secret" / "hidden.py", b"the answer")
    folder = write(tmp_path / "a" / "mlp.py").parent
    (folder / "out.py").symlink_to(secret)
    (folder / "within.py").symlink_to("mlp.py")
    (folder / "up").symlink_to(secret.parent, target_is_directory=True)
    (folder / "dangling.py").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.py")
    read = submission.read(folder, assignment)
    assert read.files == {"mlp.py": SOURCE}
    assert read.problems == (
        "dangling.py is left out: it is a symbolic link, which is not followed",
        "out.py is left out: it is a symbolic link, which is not followed",
        "pipe.py is left out: it is a named pipe",
        "up is left out: it is a symbolic link, which is not followed",
        "within.py is left out: it is a symbolic link, which is not followed",
    )


def test_the_file_itself_as_a_link_out_of_the_folder(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "mlp.py").symlink_to(write(tmp_path / "secret.py", b"the answer"))
    read = submission.read(tmp_path / "a", assignment)
    assert read.files == {}
    assert read.problems == ("mlp.py is left out: it is a symbolic link, which is not followed",)


def test_a_file_that_becomes_a_link_after_the_listing(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "a" / "mlp.py").parent
    secret = write(tmp_path / "secret.py", b"the answer")
    listed = disk.list_files

    def swap(place: Path, first: str) -> disk.Listing:
        listing = listed(place, first)
        (folder / "mlp.py").unlink()
        (folder / "mlp.py").symlink_to(secret)
        return listing

    monkeypatch.setattr(submission.reading, "list_files", swap)
    read = submission.read(folder, assignment)
    assert (read.files, read.problems) == ({}, ("mlp.py is a symbolic link, which is not followed",))


def test_a_file_that_grows_while_it_is_read(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "mlp.py")
    real = os.fstat

    def grow(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        with path.open("ab") as stream:
            stream.write(b"# more\n")
        return status

    monkeypatch.setattr(disk.os, "fstat", grow)
    read = submission.read(path, assignment)
    assert (read.files, read.problems) == ({}, ("mlp.py changed while it was being read",))


def test_names_that_do_not_print(assignment: Assignment, tmp_path: Path) -> None:
    folder = write(tmp_path / "a" / "mlp.py").parent
    write(folder / "x\x1b[2J\n.py")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.py")).write_bytes(SOURCE)
    read = submission.read(folder, assignment)
    assert list(read.files) == ["mlp.py"]
    assert len(read.problems) == 2
    assert all(problem.isprintable() and "cannot be printed" in problem for problem in read.problems)


def test_folders_without_end(assignment: Assignment, tmp_path: Path) -> None:
    deep = write(tmp_path / "a" / "mlp.py").parent
    for _ in range(40):
        deep = deep / "d"
    write(deep / "x.py")
    for number in range(1200):
        (tmp_path / "a" / f"f{number:04}").touch()
    read = submission.read(tmp_path / "a", assignment)
    assert len(read.files) == disk.MAX_FILES
    assert read.files["mlp.py"] == SOURCE
    assert "there are more than 1000 files and folders; the others are left out" in read.problems
    deep_only = submission.read(tmp_path / "a" / "d", assignment)
    assert "folders more than 12 deep are left out" in deep_only.problems


def test_many_problems_are_counted(assignment: Assignment, tmp_path: Path) -> None:
    folder = write(tmp_path / "a" / "mlp.py").parent
    for number in range(50):
        (folder / f"link{number}").symlink_to("mlp.py")
    problems = submission.read(folder, assignment).problems
    assert len(problems) == 21
    assert problems[-1] == "and 30 more problems of this kind"


@contextmanager
def without_root() -> Iterator[None]:
    """As an unprivileged user, to whom permissions apply."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


def test_what_may_not_be_read(assignment: Assignment) -> None:
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        file = write(Path(place) / "a" / "mlp.py")
        closed = write(Path(place) / "closed" / "mlp.py").parent
        closed_within = write(Path(place) / "a" / "sub" / "x.py").parent
        file.chmod(0)
        closed_within.chmod(0)
        closed.chmod(0)
        with without_root():
            assert submission.read(file, assignment).problems == ("mlp.py cannot be read: Permission denied",)
            assert submission.read(file.parent, assignment).problems == (
                "the folder sub cannot be read: Permission denied",
                "mlp.py cannot be read: Permission denied",
            )
            assert submission.read(closed, assignment).problems == (
                "mlp.py cannot be read: Permission denied",
                "the folder cannot be read: Permission denied",
            )
            with pytest.raises(SubmissionError, match="cannot be read: Permission denied"):
                submission.read(closed / "mlp.py", assignment)
        for path in (closed, closed_within):
            path.chmod(0o700)
