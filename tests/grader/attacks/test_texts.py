"""What students write acts nowhere: not in results.json, not in the report's pages, not in a terminal."""

from __future__ import annotations

import io
import json
import re
import tempfile
import unicodedata
from html.parser import HTMLParser
from pathlib import Path

import pytest
from battery import KEY, Attack, Ground, Victims, own_temporary_folder, read_attacks
from rich.console import Console
from small_course import Grader

from grader import report, submission
from grader.cli.show import grades_table, outcomes_table
from grader.cli.texts import shown
from grader.course import load_assignment
from grader.judge.audience import for_audience
from grader.judge.grade import Grade, to_json
from grader.judge.job import Job
from grader.judge.pool import judge_all
from grader.judge.job import Judgement

COURSE = Path(__file__).parents[3]
TEXTS = [attack for attack in read_attacks() if attack.family == "texts"]
HIDDEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")

# what only pages of failures have
OF_FAILURES = {"pre", "code", "ol", "ul", "li", "p", "details", "summary", "strong", "em", "h3", "span"}
LINK = re.compile(r"#[\w-]*|[\w.-]+\.html(#[\w-]*)?|data:image/[\w+]+;base64,[\w+/=]*|[\w:;.,%() -]*", re.ASCII)


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.links: set[str] = set()
        self.text = ""
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add((tag, name))
            if name in ("href", "src", "action", "style", "srcset"):
                self.links.add(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def judged(grader: Grader, attack: Attack | None) -> Judgement:
    """The judgement of an attack, or of the reference."""
    assignment = load_assignment(COURSE, "mlp_numpy")
    path = assignment.reference_file
    with own_temporary_folder(), tempfile.TemporaryDirectory() as planted, tempfile.TemporaryDirectory() as folder:
        with Victims(Path(planted), COURSE) as victims:
            if attack is not None:
                path = Ground(assignment, grader.server, None, {})._written(attack, victims, Path(folder))
            job = Job(submission.read(path, assignment), attack.order if attack else TEXTS[0].order)
        (result,) = judge_all(assignment, [job], grader.server, key=KEY, timing=None, slots=1)
    assert isinstance(result, Judgement)
    return result


def pages(grade: Grade, folder: Path) -> list[Page]:
    report.write_submission(grade, folder)
    names = sorted(path.name for path in folder.iterdir())
    assert all(re.fullmatch(r"[\w.-]+", name, re.ASCII) for name in names), names
    return [Page((folder / name).read_text(encoding="utf-8")) for name in names if name.endswith(".html")]


def hidden(text: str) -> set[str]:
    return {character for character in text if unicodedata.category(character) in HIDDEN} - {"\n"}


@pytest.fixture(scope="module")
def harmless(graded: Grader, tmp_path_factory: pytest.TempPathFactory) -> list[Page]:
    return pages(judged(graded, None).grade, tmp_path_factory.mktemp("harmless"))


@pytest.mark.parametrize("attack", TEXTS, ids=str)
def test_nothing_acts(attack: Attack, graded: Grader, harmless: list[Page], tmp_path: Path) -> None:
    found = judged(graded, attack)
    grade = found.grade
    acting = in_json(grade) + in_terminal(grade) + in_pages(grade, harmless, tmp_path / "instructor")
    student = for_audience(grade, "student", load_assignment(COURSE, "mlp_numpy").settings.feedback, found.specs)
    acting += in_json(student) + in_pages(student, harmless, tmp_path / "student")
    assert not acting, "\n".join(acting)


def in_json(grade: Grade) -> list[str]:
    text = to_json(grade).decode("utf-8")
    assert json.loads(text)["submission"] == grade.submission
    said = [f"results.json holds {left}" for left in [hidden(text)] if left]
    return said + ([f"results.json has {len(text):,} characters"] if len(text) > 4 << 20 else [])


def in_terminal(grade: Grade) -> list[str]:
    """As `grader grade` prints it, in a terminal of colours."""
    console = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor", width=200)
    for problem in grade.problems:
        console.print(shown(problem))
    console.print(outcomes_table(grade))
    console.print(grades_table([grade]))
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    left = hidden(COLOURS.sub("", printed))
    said = [f"the terminal is sent {left}"] if left else []
    if "[bold green]" in "".join(test.message for test in grade.tests) and "[bold green]" not in printed:
        said.append("markup is taken for markup")
    return said


def in_pages(grade: Grade, harmless: list[Page], folder: Path) -> list[str]:
    tags = set().union(*(page.tags for page in harmless)) | OF_FAILURES
    said = []
    for page in pages(grade, folder):
        said += [f"the page has a tag {tag}" for tag in page.tags - tags]
        said += [f"the page has an attribute {name} of {tag}" for tag, name in page.attributes if name.startswith("on")]
        said += [f"the page has a link to {link[:80]}" for link in page.links if not LINK.fullmatch(link)]
        said += [f"the page holds {left}" for left in [hidden(page.text) - {"\t"}] if left]
    return said
