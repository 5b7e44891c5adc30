"""Where a pipeline runs, by the environment that the place documents.

GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/variables
GitLab: https://docs.gitlab.com/ci/variables/predefined_variables/
Gradescope: https://gradescope-autograders.readthedocs.io/en/latest/specs/
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Name = Literal["github", "gitlab", "gradescope", "plain"]
NAMES: tuple[Name, ...] = ("github", "gitlab", "gradescope", "plain")


@dataclass(frozen=True)
class Platform:
    """`base`: the commit that a pull request is to be merged into; "" where it is none, or not known.

    `outputs`, `summary`: files of GitHub's runner to append to.
    """

    name: Name
    base: str = ""
    outputs: Path | None = None
    summary: Path | None = None


def platform_of(environment: Mapping[str, str], name: Name | None = None, *, root: Path = Path("/")) -> Platform:
    """The platform `name`, or the one that the environment shows; `root` is where Gradescope's folders would be."""
    found = name or _shown(environment, root)
    if found == "github":
        return Platform(
            found,
            _base_of_event(_file(environment, "GITHUB_EVENT_PATH")),
            _file(environment, "GITHUB_OUTPUT"),
            _file(environment, "GITHUB_STEP_SUMMARY"),
        )
    if found == "gitlab":
        return Platform(found, environment.get("CI_MERGE_REQUEST_DIFF_BASE_SHA", ""))
    return Platform(found)


def _shown(environment: Mapping[str, str], root: Path) -> Name:
    if environment.get("GITHUB_ACTIONS") == "true":
        return "github"
    if environment.get("GITLAB_CI") == "true":
        return "gitlab"
    if (root / "autograder" / "submission_metadata.json").is_file():
        return "gradescope"
    return "plain"


def _base_of_event(path: Path | None) -> str:
    """The commit that a pull request is to be merged into. A branch's name would not do: in the checkout of a fork it
    is the fork's."""
    try:
        event = json.loads(path.read_bytes()) if path is not None else {}
        return str(event["pull_request"]["base"]["sha"])
    except (OSError, ValueError, LookupError, TypeError):
        return ""


def _file(environment: Mapping[str, str], name: str) -> Path | None:
    return Path(environment[name]) if environment.get(name) else None
