"""What a merge request at GitLab shows: a code quality report, and variables for later jobs.

https://docs.gitlab.com/ci/testing/code_quality/ names the fields: description, check_name, fingerprint, severity and
location. Two entries with one fingerprint are one to it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from grader.ci.annotations import Annotation


def code_quality(found: Sequence[Annotation]) -> bytes:
    entries: list[dict[str, Any]] = []
    seen = Counter[tuple[str, str]]()
    for one in found:
        # the same from one run to the next, whatever the points and whatever else is found
        seen[one.path, one.key] += 1
        mark = hashlib.sha256(f"{one.path}\0{one.key}\0{seen[one.path, one.key]}".encode()).hexdigest()
        entries.append(
            {
                "description": f"{one.title}: {one.text}",
                "check_name": one.key,
                "fingerprint": mark,
                "severity": "major",
                "location": {"path": one.path, "lines": {"begin": max(1, one.line)}},
            }
        )
    return msgspec.json.format(msgspec.json.encode(entries), indent=2) + b"\n"


def dotenv(values: Mapping[str, str]) -> str:
    """For `artifacts:reports:dotenv`; the values are numbers and words of ours."""
    return "".join(f"GRADER_{name.upper()}={value}\n" for name, value in values.items())
