"""What a batch was told is kept whole, whatever its paths are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from small_course import write_course

from grader.batch.order import BatchOrder, keep_order, kept_order, rooted


@pytest.mark.parametrize("name", [b"plain", b"-x", b"two words\nand a line", b"no \xff utf-8", "ü\N{SNOWMAN}".encode()])
def test_a_path_of_any_name(tmp_path: Path, name: bytes) -> None:
    course = write_course(tmp_path)
    order = BatchOrder((rooted(tmp_path / os.fsdecode(name)),), roster=rooted(Path(os.fsdecode(name))), slots=3)
    keep_order(course, order)
    kept = kept_order(course)
    assert kept == order
    assert kept is not None
    assert kept.arguments()[-2:] == ["--", str(tmp_path / os.fsdecode(name))]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"paths": 3}', b"\xff"])
def test_what_cannot_be_read_is_none(tmp_path: Path, content: bytes) -> None:
    course = write_course(tmp_path)
    keep_order(course, BatchOrder(("/in",)))
    (course.course / ".grader" / "orders" / "small.json").write_bytes(content)
    assert kept_order(course) is None
