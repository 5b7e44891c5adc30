from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from grader.collect import read_received
from grader.errors import SubmissionError


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_times_by_owner(tmp_path: Path, delimiter: str) -> None:
    path = tmp_path / "received.csv"
    lines = [
        "Owner,note,Received",
        "alice,,2026-03-01T12:00:00Z",
        '"Example, Bob",late,2026-03-01 13:00+01:00',
        "",
        "carol,,20260301T120000.5+0000",
    ]
    path.write_text("\n".join(lines).replace(", B", "# B").replace(",", delimiter).replace("#", ","))
    assert read_received(path) == {
        "alice": datetime(2026, 3, 1, 12, tzinfo=UTC),
        "Example, Bob": datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=1))),
        "carol": datetime(2026, 3, 1, 12, 0, 0, 500_000, UTC),
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is empty"),
        ("owner,time\na,b", "line 1: expected the columns owner and received"),
        (
            "owner,received\nalice,yesterday",
            "line 2: 'yesterday' is no time: expected one as 2026-03-01T12:00:00+01:00",
        ),
        ("owner,received\nalice,", "line 2: '' is no time"),
        ("owner,received\nalice,2026-03-01T12:00:00", "line 2: '2026-03-01T12:00:00' has no time zone"),
        ("owner,received\n,2026-03-01T12:00:00Z", "line 2: the owner is missing"),
        ("owner,received\na,2026-03-01T12:00Z\n\nA,2026-03-02T12:00Z", "line 4: A was in line 2 already"),
        ("owner,received\na,\x1b[2J", "is no time"),
    ],
)
def test_what_is_wrong_with_times(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "received.csv"
    path.write_text(text)
    with pytest.raises(SubmissionError, match=re.escape(says)) as caught:
        read_received(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert str(caught.value).isprintable()
