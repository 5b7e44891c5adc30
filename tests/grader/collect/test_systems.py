"""What Canvas, Moodle, Gradescope and nbgrader give, as folders and as the archives that are fetched."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from classes import ALICE, BOB, CAROL, Collect, by_owner, tarred, write, zipped

from grader import submission
from grader.errors import SubmissionError

# a folder, or the archive as it is fetched: a .zip, or packed again by someone
FORMS = ("folder", "zip", "zip in a folder", "tgz")


def laid_out(form: str, place: Path, files: Mapping[str, bytes]) -> Path:
    if form == "folder":
        return write(place / "download", files)
    place.mkdir(exist_ok=True)
    if form == "tgz":
        (place / "download.tgz").write_bytes(tarred(files))
        return place / "download.tgz"
    around = "Submissions/" if form == "zip in a folder" else ""
    content = zipped({f"{around}{name}": content for name, content in files.items()})
    (place / "download.zip").write_bytes(content)
    return place / "download.zip"


CANVAS = {
    "examplealice_12345_678_mlp.py": ALICE,
    "samplebob_LATE_12346_679_mlp-1.py": BOB,
    "modelcarol_12347_680_work.zip": zipped({"mlp.py": CAROL}),
    "mortdave_12348_681_mlp.py": b"import helper\n",
    "mortdave_12348_682_helper.py": b"",
    "mortdave_12348_683_answers-2.md": b"",
    "vanerin_12349_text.html": b"<p>",
    "vanerin_12349_690_mlp.ipynb": b"{}",
}


@pytest.mark.parametrize("form", FORMS)
def test_canvas(collected: Collect, tmp_path: Path, form: str) -> None:
    found = collected(laid_out(form, tmp_path / "in", CANVAS))
    owners = by_owner(found)
    assert {name: one.aliases for name, one in owners.items()} == {
        "examplealice": ("12345",),
        "samplebob": ("12346",),
        "modelcarol": ("12347",),
        "mortdave": ("12348",),
        "vanerin": ("12349",),
    }
    sources = [collected.source(owners[name]) for name in ("examplealice", "samplebob", "modelcarol", "mortdave")]
    assert sources == [ALICE, BOB, CAROL, b"import helper\n"]
    of_dave = submission.read(owners["mortdave"].path, collected.assignment)
    assert list(of_dave.files) == ["answers-2.md", "helper.py", "mlp.py"]
    assert owners["samplebob"].origin.endswith(" (late, says Canvas)")
    assert not owners["examplealice"].origin.endswith(")")
    (problem,) = found.problems
    assert problem.endswith("vanerin_12349_text.html is passed over: it was typed into Canvas, and is no file")


@pytest.mark.parametrize(
    ("name", "owner", "user"),
    [
        ("examplealice_late_1_2_mlp.py", "examplealice", "1"),
        ("example--alice-late_1_2_mlp.py", "example--alice", "1"),
        ("groupone_two_1_2_mlp.py", "groupone_two", "1"),
        ("éxamplealice_1_2_a_3_4_b.py", "éxamplealice", "1"),
        ("LATE_1_2_mlp.py", "LATE", "1"),
        ("examplealice_1_2_text.html", "examplealice", "1"),
        ("examplealice_1_2_Bob Sample_1002_assignsubmission_file_mlp.py", "examplealice", "1"),
        ("Alice Example_1001_assignsubmission_file_samplebob_1_2_mlp.py", "Alice Example", "1001"),
    ],
)
def test_whose_it_is_by_the_name(collected: Collect, tmp_path: Path, name: str, owner: str, user: str) -> None:
    (one,) = collected(write(tmp_path / "in", {name: ALICE})).handed_in
    assert (one.owner, one.aliases) == (owner, (user,))
    (one,) = collected(tmp_path / "in" / name).handed_in
    assert (one.owner, one.aliases) == (owner, (user,))


def test_two_students_of_one_name(collected: Collect, tmp_path: Path) -> None:
    """Under one owner, one of them would be taken for an earlier attempt of the other."""
    files = {"examplealice_1_10_mlp.py": ALICE, "examplealice_2_11_mlp.py": BOB}
    owners = by_owner(collected(write(tmp_path / "in", files)))
    assert {name: one.aliases for name, one in owners.items()} == {
        "examplealice_1": ("1", "examplealice"),
        "examplealice_2": ("2", "examplealice"),
    }
    assert [collected.source(one) for one in owners.values()] == [ALICE, BOB]


def test_the_file_twice_in_one_submission(collected: Collect, tmp_path: Path) -> None:
    """The one counts that came last, whatever is behind its name; the other is kept beside it."""
    for number, names in enumerate([("mlp.py", "mlp-1.py"), ("mlp-1.py", "mlp.py"), ("mlp-2.py", "mlp-3.py")]):
        files = {f"a_1_9_{names[0]}": ALICE, f"a_1_10_{names[1]}": BOB, "a_1_11_part-1.txt": b""}
        found = collected(write(tmp_path / str(number), files))
        (one,) = found.handed_in
        read = submission.read(one.path, collected.assignment)
        assert read.files == {"mlp.py": BOB, f"9_{names[0]}": ALICE, "part-1.txt": b""}
        assert found.problems == (
            f"{number}/a: mlp.py is there more than once; 9_{names[0]} is not the one that counts",
        )


def test_one_script_of_another_name_beside_a_report(collected: Collect, tmp_path: Path) -> None:
    files = {"alice_1_10_solution.py": ALICE, "alice_1_11_report.pdf": b"%PDF"}
    found = collected(write(tmp_path / "in", files))
    assert [collected.source(one) for one in found.handed_in] == [ALICE]
    assert found.problems == ("in/alice: solution.py is taken for mlp.py",)


def test_an_archive_beside_a_report(collected: Collect, tmp_path: Path) -> None:
    files = {"alice_1_10_all.zip": zipped({"mlp.py": ALICE}), "alice_1_11_report.pdf": b"%PDF"}
    found = collected(write(tmp_path / "in", files))
    assert [collected.source(one) for one in found.handed_in] == [ALICE]
    assert found.problems == ("in/alice: all.zip is taken, and report.pdf beside it is not",)


def test_a_script_beside_an_archive_is_not_taken_for_the_whole(collected: Collect, tmp_path: Path) -> None:
    files = {"a_1_10_all.zip": zipped({"mlp.py": ALICE}), "a_1_11_helper.py": b""}
    (one,) = collected(write(tmp_path / "in", files)).handed_in
    assert set(submission.read(one.path, collected.assignment).files) == {"all.zip", "helper.py"}


def test_names_that_are_no_files(collected: Collect, tmp_path: Path) -> None:
    """What is left of a name without what Canvas puts before it."""
    found = collected(write(tmp_path / "in", {"a_1_10_..": BOB, "a_1_11_.": BOB, "a_1_12_mlp.py": ALICE}))
    assert [collected.source(one) for one in found.handed_in] == [ALICE]
    assert len(found.problems) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"in", "into"}


def test_moodle_puts_nothing_behind_a_name(collected: Collect, tmp_path: Path) -> None:
    start = "Alice Example_1001_assignsubmission_file_"
    (one,) = collected(write(tmp_path / "in", {f"{start}mlp-1.py": BOB, f"{start}mlp.py": ALICE})).handed_in
    assert submission.read(one.path, collected.assignment).files == {"mlp-1.py": BOB, "mlp.py": ALICE}


def test_what_lies_apart_is_put_together_once(collected: Collect, tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a_1_1_mlp.py": ALICE, "a_1_2_x.py": b""})
    first = collected(folder)
    stamp = (first.handed_in[0].path / "mlp.py").stat().st_mtime_ns
    assert collected(folder) == first
    assert (first.handed_in[0].path / "mlp.py").stat().st_mtime_ns == stamp
    write(folder, {"a_1_1_mlp.py": BOB})
    assert [collected.source(one) for one in collected(folder).handed_in] == [BOB]


MOODLE = {
    "Alice Example_1001_assignsubmission_file_/mlp.py": ALICE,
    "Alice Example_1001_assignsubmission_file_/sub/x.py": b"",
    "Bob B. Sample_1002_assignsubmission_file_/work.zip": zipped({"w/mlp.py": BOB}),
    "Carol_1003_assignsubmission_file/mlp-main/mlp.py": CAROL,
    "Carol_1003_assignsubmission_onlinetext_/onlinetext.html": b"<p>",
}


@pytest.mark.parametrize("form", FORMS)
def test_moodle_in_folders(collected: Collect, tmp_path: Path, form: str) -> None:
    found = collected(laid_out(form, tmp_path / "in", MOODLE))
    owners = by_owner(found)
    assert {name: one.aliases for name, one in owners.items()} == {
        "Alice Example": ("1001",),
        "Bob B. Sample": ("1002",),
        "Carol": ("1003",),
    }
    assert [collected.source(one) for one in owners.values()] == [ALICE, BOB, CAROL]
    assert len(found.problems) == 1
    assert "typed into Moodle" in found.problems[0]


@pytest.mark.parametrize("form", FORMS)
def test_moodle_without_folders(collected: Collect, tmp_path: Path, form: str) -> None:
    files = {
        "Alice Example_1001_assignsubmission_file_mlp.py": ALICE,
        "Bob B. Sample_1002_assignsubmission_file_work.tar.xz": tarred({"mlp.py": BOB}, "w:xz"),
        "Carol_1003_assignsubmission_file_mlp.py": CAROL,
        "Carol_1003_assignsubmission_file_data_2.txt": b"",
        "Participant_1004_assignsubmission_file_mlp.py": b"",
        "Participant_1005_assignsubmission_file_mlp.py": b"",
    }
    found = collected(laid_out(form, tmp_path / "in", files))
    owners = by_owner(found)
    names = ["Alice Example", "Bob B. Sample", "Carol", "Participant_1004", "Participant_1005"]
    assert sorted(owners) == names
    assert [collected.source(owners[name]) for name in names[:3]] == [ALICE, BOB, CAROL]
    assert list(submission.read(owners["Carol"].path, collected.assignment).files) == ["data_2.txt", "mlp.py"]
    assert found.problems == ()


def test_a_class_of_one(collected: Collect, tmp_path: Path) -> None:
    for form in FORMS:
        for files in (dict([*MOODLE.items()][:2]), dict([*CANVAS.items()][:1])):
            (one,) = collected(laid_out(form, tmp_path / f"{form}{len(files)}", files)).handed_in
            assert one.owner in ("Alice Example", "examplealice")
            assert collected.source(one) == ALICE


METADATA = """---
submission_101:
  :submitters:
  - :name: Alice Example
    :sid: '1001'
    :email: alice@example.org
  :created_at: 2026-03-01 12:34:56.123456789 Z
  :score: 12.5
  :status: processed
  :results: !ruby/hash:ActiveSupport::HashWithIndifferentAccess
    output: |
      submission_102:
        :submitters:
        - :name: Mallory
  :history:
  - :id: 99
    :created_at: 2026-02-01 00:00:00.000000000 Z
submission_102:
  :submitters:
  - :name: "Bob \\"B\\" Sämple"
    :sid:
    :email: bob@example.org
  - :name: Carol
    :sid: '1003'
    :email: carol@example.org
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-03-01 11:00:00.000000000 Z
    zone: !ruby/object:ActiveSupport::TimeZone
      name: Etc/UTC
submission_103:
  :submitters:
  - :name: Dave
    :sid: '1004'
""".encode()
GRADESCOPE = {
    "submission_metadata.yml": METADATA,
    "submission_101/mlp.py": ALICE,
    "submission_102/work.zip": zipped({"mlp.py": BOB}),
    "submission_104/mlp.py": CAROL,
}


@pytest.mark.parametrize("form", FORMS)
def test_gradescope(collected: Collect, tmp_path: Path, form: str) -> None:
    found = collected(laid_out(form, tmp_path / "in", GRADESCOPE))
    owners = by_owner(found)
    assert list(owners) == ["1001", "bob@example.org", "submission_104"]
    alice, bob = owners["1001"], owners["bob@example.org"]
    assert alice.aliases == ("alice@example.org", "Alice Example")
    assert alice.submitters == ()
    assert alice.received == datetime(2026, 3, 1, 12, 34, 56, 123456, UTC)
    assert bob.aliases == ('Bob "B" Sämple', "1003", "carol@example.org", "Carol")
    assert bob.submitters == (
        ("bob@example.org", 'Bob "B" Sämple'),
        ("1003", "carol@example.org", "Carol"),
    )
    assert bob.received == datetime(2026, 3, 1, 11, tzinfo=UTC)
    assert [collected.source(one) for one in owners.values()] == [ALICE, BOB, CAROL]
    (problem,) = found.problems
    assert problem.endswith("submission_metadata.yml names submissions that are not there: submission_103")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"a: [", b"- 1", b"{" * 10_000, b"x: !!python/object:os.system 1"]
)
def test_gradescope_without_metadata_that_can_be_read(collected: Collect, tmp_path: Path, content: bytes) -> None:
    files = {"submission_metadata.yml": content, "submission_101/mlp.py": ALICE}
    found = collected(write(tmp_path / "in", files))
    assert list(by_owner(found)) == ["submission_101"]
    (problem,) = found.problems
    assert problem.startswith("in/submission_metadata.yml ")
    assert problem.endswith(": whose submissions these are is not known")


def test_gradescope_without_pyyaml(collected: Collect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "yaml", None)
    with pytest.raises(SubmissionError, match="PyYAML is not installed"):
        collected(write(tmp_path / "in", GRADESCOPE))


@pytest.mark.parametrize(
    "about",
    [b"3", b"[]", b"{}", b"{':submitters': 3}", b"{':submitters': [3, {}, {':sid': []}]}", b"{':created_at': often}"],
)
def test_gradescope_with_entries_of_another_form(collected: Collect, tmp_path: Path, about: bytes) -> None:
    files = {"submission_metadata.yml": b"submission_101: " + about, "submission_101/mlp.py": ALICE}
    (one,) = collected(write(tmp_path / "in", files)).handed_in
    assert (one.owner, one.received) == ("submission_101", None)


def nbgrader(*students: str, stamp: Callable[[str], str] | None = None, tree: str = "submitted/") -> dict[str, bytes]:
    files = {}
    for student in students:
        files[f"{tree}{student}/ps1/ps1.ipynb"] = student.encode()
        if stamp is not None:
            files[f"{tree}{student}/ps1/timestamp.txt"] = stamp(student).encode()
    return files


def times(found: Iterable[object]) -> list[datetime | None]:
    return [one.received for one in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2015-02-02 15:58:23.948203 UTC", datetime(2015, 2, 2, 15, 58, 23, 948203, UTC)),
        ("2015-02-02 15:58:23 UTC\n", datetime(2015, 2, 2, 15, 58, 23, tzinfo=UTC)),
        ("2015-02-02 15:58:23", datetime(2015, 2, 2, 15, 58, 23, tzinfo=UTC)),
        ("2015-02-02T15:58:23+01:00", datetime(2015, 2, 2, 15, 58, 23, tzinfo=timezone(timedelta(hours=1)))),
        ("2015-02-02T15:58:23Z", datetime(2015, 2, 2, 15, 58, 23, tzinfo=UTC)),
        ("2015-02-32 15:58:23 UTC", None),
        ("yesterday", None),
        ("", None),
        ("9" * 10_000, None),
    ],
)
@pytest.mark.parametrize("form", FORMS)
def test_nbgrader(collected: Collect, tmp_path: Path, form: str, text: str, time: datetime | None) -> None:
    found = collected(laid_out(form, tmp_path / "in", nbgrader("alice", "bob", stamp=lambda _: text)))
    assert list(by_owner(found)) == ["alice", "bob"]
    assert times(found.handed_in) == [time, time]
    assert [one.path.name for one in found.handed_in] == ["ps1.ipynb", "ps1.ipynb"]
    assert found.problems == ()


def test_the_folders_of_an_nbgrader_course(collected: Collect, tmp_path: Path) -> None:
    files = nbgrader("alice", stamp=lambda _: "2015-02-02 15:58:23 UTC")
    around = {"source/ps1/ps1.ipynb": b"", "release/ps1/ps1.ipynb": b"", "gradebook.db": b"", "feedback/alice/x": b""}
    (one,) = collected(write(tmp_path / "course", {**files, **around})).handed_in
    assert (one.owner, one.received) == ("alice", datetime(2015, 2, 2, 15, 58, 23, tzinfo=UTC))
    (one,) = collected(tmp_path / "course" / "submitted").handed_in
    assert one.owner == "alice"


def test_a_students_own_timestamp_is_not_believed(collected: Collect, tmp_path: Path) -> None:
    """Who puts one beside the own work would be early."""
    stamp = b"2015-02-02 15:58:23 UTC"
    files = {"alice/ps1/mlp.py": ALICE, "alice/ps1/timestamp.txt": stamp, "bob/ps1/mlp.py": BOB, "carol/mlp.py": CAROL}
    assert times(collected(write(tmp_path / "class", files)).handed_in) == [None, None, None]
    alone = {"alice/ps1/mlp.py": ALICE, "alice/ps1/timestamp.txt": stamp}
    assert times(collected(write(tmp_path / "alone", alone)).handed_in) == [None]
    loose = {"bob.py": BOB, **alone}
    assert times(collected(write(tmp_path / "loose", loose)).handed_in) == [None, None]


def test_times_that_are_given_count_for_more(collected: Collect, tmp_path: Path) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    found = collected(write(tmp_path / "g", GRADESCOPE), received={"ALICE@example.org": noon})
    assert by_owner(found)["1001"].received == noon
    found = collected(write(tmp_path / "c", CANVAS), received={"12346": noon, "examplealice": noon})
    assert [name for name, one in by_owner(found).items() if one.received == noon] == ["examplealice", "samplebob"]
