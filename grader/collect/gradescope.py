"""Gradescope's export of an assignment: a folder a submission, and whose each is in submission_metadata.yml.

The form is that of exports as they are read by others (Gradescope documents it nowhere): keys are Ruby's symbols, the
export's folder may be in a folder of its own.

    submission_123456:
      :submitters:
      - :name: Alice Example
        :sid: '1001'
        :email: alice@example.org
      :created_at: 2026-03-01 12:34:56.123456000 Z
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from grader.errors import SubmissionError
from grader.submission.disk import MEBIBYTE, Refused, read_regular
from grader.submission.form import printable

METADATA = "submission_metadata.yml"
LARGEST = 256 * MEBIBYTE  # it holds the results of earlier gradings as well


class NoMetadata(Exception):
    """The text says why, to follow the file's name."""


@dataclass(frozen=True)
class Entry:
    """What Gradescope says of one submission."""

    submitters: tuple[tuple[str, ...], ...]
    """of each: the student's id, the e-mail address, the name, as far as they are there"""
    received: datetime | None


def read_metadata(path: Path) -> dict[str, Entry]:
    """By the folder's name; NoMetadata where the file cannot be read, SubmissionError where PyYAML is not there."""
    try:
        content = read_regular(path, LARGEST)
    except Refused as reason:
        raise NoMetadata(str(reason)) from reason
    told = _decoded(content)
    if not isinstance(told, dict):
        raise NoMetadata("does not name submissions")
    return {str(folder): _entry(about) for folder, about in told.items() if isinstance(about, dict)}


def _decoded(content: bytes) -> Any:
    try:
        import yaml  # type: ignore[import-untyped]  # it has no types
    except ImportError as error:
        raise SubmissionError(f"{METADATA}: PyYAML is not installed: pip install 'dlgrader[notebook]'") from error

    class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the fast one, where it was built
        """Takes what Ruby calls an object of its own for what it is made of."""

    def plain(loader: Any, _suffix: str, node: Any) -> Any:
        if isinstance(node, yaml.MappingNode):
            return loader.construct_mapping(node, deep=True)
        if isinstance(node, yaml.SequenceNode):
            return loader.construct_sequence(node, deep=True)
        return loader.construct_scalar(node)

    Loader.add_multi_constructor("!", plain)
    try:
        return yaml.load(content, Loader)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise NoMetadata(f"is not valid YAML: {printable(' '.join(str(error).split()), 120)}") from error


def _entry(about: dict[Any, Any]) -> Entry:
    listed = _get(about, "submitters")
    people = (tuple(_identifiers(one)) for one in listed if isinstance(one, dict)) if isinstance(listed, list) else ()
    return Entry(tuple(person for person in people if person), _time(_get(about, "created_at")))


def _identifiers(person: dict[Any, Any]) -> Iterator[str]:
    for key in ("sid", "email", "name"):
        value = _get(person, key)
        if isinstance(value, (str, int)) and str(value).strip():
            yield printable(str(value), 200)


def _get(of: dict[Any, Any], key: str) -> Any:
    return of.get(f":{key}", of.get(key))


def _time(value: Any) -> datetime | None:
    if isinstance(value, dict):  # of Rails, a time with its zone
        value = value.get("utc")
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)
