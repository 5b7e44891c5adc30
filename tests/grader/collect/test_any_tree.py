"""Whatever lies there, under whatever names: what is collected can be read, and what is said can be printed."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from classes import ALICE, Collect, tarred, zipped
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.course import Assignment
from grader.errors import SubmissionError

KNOWN = (
    *("mlp.py", "mlp.ipynb", "ps1", "submitted", "timestamp.txt", ".git", "submission_metadata.yml", "submission_1"),
    *("a_1_2_mlp.py", "a_LATE_1_3_mlp-1.py", "a_1_text.html", "b.zip", "c.tar.gz", "notes.txt", "source", "__MACOSX"),
    *("Al Ex_1_assignsubmission_file_", "Al Ex_1_assignsubmission_file_mlp.py", "Al Ex_1_assignsubmission_onlinetext_"),
)
names = st.sampled_from(KNOWN) | st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda name: name not in (".", "..") and len(name.encode()) < 200)
contents = st.sampled_from(
    [
        b"",
        ALICE,
        b"{}",
        b"submission_1: {':submitters': [{':sid': a}, {':name': b}], ':created_at': 2026-01-01 00:00:00 Z}",
        b"2015-02-02 15:58:23 UTC",
        zipped({"mlp.py": ALICE}),
        zipped({"a/mlp.py": ALICE, "b/mlp.py": b""}),
        tarred({"a_1_2_mlp.py": ALICE}),
    ]
)
trees = st.recursive(contents, lambda below: st.dictionaries(names, below, max_size=4), max_leaves=12)


def grow(place: Path, tree: bytes | dict[str, object]) -> None:
    if isinstance(tree, bytes):
        place.write_bytes(tree)
        return
    place.mkdir()
    for name, below in tree.items():
        grow(place / name, below)  # type: ignore[arg-type]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(names, trees)
def test_collecting_raises_nothing_but_its_own_error(
    assignment: Assignment, name: str, tree: bytes | dict[str, object]
) -> None:
    with tempfile.TemporaryDirectory() as place:
        grow(Path(place) / name, tree)
        before = set(Path(place).rglob("*"))
        collect, said = Collect(assignment, Path(place) / "into"), ""
        try:
            first = collect(Path(place) / name)
            assert collect(Path(place) / name) == first
        except SubmissionError as error:
            said = str(error)
        assert said.isprintable()
        written = set(Path(place).rglob("*")) - before
        assert all(path.relative_to(place).parts[0] == "into" for path in written)


@given(st.binary(min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_names_of_any_bytes(assignment: Assignment, name: bytes) -> None:
    name = name.replace(b"/", b"_").replace(b"\0", b"_")
    if name in (b".", b".."):
        return
    with tempfile.TemporaryDirectory() as place:
        for path in (b"class", b"class/" + name, b"class/alice"):
            os.makedirs(os.path.join(place.encode(), path), exist_ok=True)  # noqa: PTH103, PTH118  (bytes)
        Path(place, "class", "alice", "mlp.py").write_bytes(ALICE)
        found = Collect(assignment, Path(place) / "into")(Path(place) / "class")
        assert "alice" in [one.owner for one in found.handed_in]
