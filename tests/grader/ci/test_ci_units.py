"""Where a pipeline runs, and how it is told what a student wrote: as no command, no markup and no output."""

from __future__ import annotations

import io
import re
from pathlib import Path

import msgspec
import pytest
from made_grades import failed, full_grade, grade, outcome

from grader.ci import github, gitlab
from grader.ci.annotations import Annotation, annotations_of
from grader.ci.grading import percent, reaches
from grader.ci.platform import Platform, platform_of
from grader.ci.summary import markdown, plain
from grader.judge.grade import Grade
from grader.judge.spec import TestSpec

SOURCE = b"import numpy as np\n\n\ndef softmax(x):\n    return x\n\n\nclass Net:\n    pass\n"
HOSTILE = "::stop-commands::x\n::error file=a::b\r##[add-path]/evil %0A::set-output name=score::100"


def test_a_platform_shows_in_its_environment(tmp_path: Path) -> None:
    event = tmp_path / "event.json"
    event.write_text('{"pull_request": {"base": {"sha": "abc", "ref": "main"}}}')
    github_variables = {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_PATH": str(event), "GITHUB_OUTPUT": "/o"}
    assert platform_of(github_variables, root=tmp_path) == Platform("github", "abc", Path("/o"), None)
    event.write_text('{"schedule": "17 3 * * *"}')
    assert platform_of(github_variables, root=tmp_path).base == ""
    gitlab_variables = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "abc"}
    assert platform_of(gitlab_variables, root=tmp_path) == Platform("gitlab", "abc")
    assert platform_of({}, root=tmp_path) == Platform("plain")
    assert platform_of({}, "gitlab", root=tmp_path) == Platform("gitlab")
    (tmp_path / "autograder").mkdir()
    (tmp_path / "autograder" / "submission_metadata.json").touch()
    assert platform_of({}, root=tmp_path) == Platform("gradescope")


def test_a_command_is_one_line_and_its_texts_are_no_commands() -> None:
    line = github.command_of(Annotation("a,b:c.py", 7, HOSTILE, HOSTILE, "test"))
    assert "\n" not in line
    assert "\r" not in line
    assert line.startswith("::error file=a%2Cb%3Ac.py,title=")
    assert ",line=7::" in line
    # the data ends where the line ends, and the properties hold no `::` of their own
    properties, data = re.fullmatch(r"::error (.*?)::(.*)", line).groups()  # type: ignore[union-attr]
    assert "::" not in properties
    assert data.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%").replace("## [", "##[") == HOSTILE
    assert "##[" not in line  # the runner's older form is one anywhere in a line


def test_no_line_is_given_where_none_is_known() -> None:
    assert github.command_of(Annotation("a.py", 0, "t", "m", "k")) == "::error file=a.py,title=t::m"


def test_while_commands_are_stopped_the_word_that_ends_it_is_not_to_be_guessed() -> None:
    words = set()
    for _ in range(2):
        out = io.StringIO()
        with github.no_commands(out):
            out.write(HOSTILE)
        first, *_, last = out.getvalue().splitlines()
        assert first.removeprefix("::stop-commands::") == last.strip(":")
        assert len(last) == 32 + 4
        words.add(last)
    assert len(words) == 2


def outputs(path: Path) -> dict[str, str]:
    """As the runner reads the file."""
    found, lines = {}, iter(path.read_text().splitlines())
    for line in lines:
        name, end = line.split("<<")
        value = []
        while (line := next(lines)) != end:
            value.append(line)
        found[name] = "\n".join(value)
    return found


def test_no_output_can_begin_another_one(tmp_path: Path) -> None:
    path = tmp_path / "output"
    values = {"status": "failed\nscore=100\nEOF\nscore<<EOF\n100", "score": "3"}
    github.write_outputs(path, values)
    assert outputs(path) == values


def test_a_summary_is_cut_to_what_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "summary"
    github.append_summary(path, "ä" * 2_000_000)
    content = path.read_bytes()
    assert len(content) <= 1 << 20
    assert content.decode().endswith("GitHub shows a mebibyte.)\n")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "![x](https://example.org/p.png)",
        "[click](javascript:1)",
        "| a | b |",
        "`code`",
        "**bold** _it_ ~~no~~",
        "# heading",
        "$x$",
    ],
)
def test_what_a_student_wrote_is_no_markdown(text: str) -> None:
    shown = plain(text)
    assert not re.search(r"(?<!\\)[`*_\[\]()|#~$!]|[<>]", shown)
    assert "@" + "\u200b" in plain("@everyone")


def test_a_line_break_ends_no_row() -> None:
    assert "\n" not in plain("a\nb\r\nc")


def test_a_summary_has_parts_failures_times_and_the_mark() -> None:
    told = grade(outcome(), failed(message="wrong | at\n[0]", hint="axis?", seconds=1.25, limit_seconds=4))
    text = markdown([told], 60)
    assert "Not passed: 60 % are needed" in text
    assert re.search(r"\| .* \| 5 of 10 \| 1 of 2 \| 1\.3 s \|", text)
    assert "1.2 of 4 s | wrong \\| at<br>\\[0\\]<br>axis? |" in text


def test_what_follows_from_another_is_said_in_its_place() -> None:
    told = grade(failed("test_fit", message="secret", follows_from="backward"))
    assert "follows from backward" in markdown([told], 50)
    assert "secret" not in markdown([told], 50)


@pytest.mark.parametrize(
    ("points", "mark", "passed"), [(5, 50, True), (4.99, 50, False), (0, 0, True), (10, 100, True)]
)
def test_the_pass_mark_itself_is_enough(points: float, mark: float, passed: bool) -> None:
    assert reaches(grade(outcome(points=points, max_points=10.0)), mark) is passed


def test_what_misses_a_mark_does_not_look_as_if_it_reached_it() -> None:
    near = grade(outcome(points=59.96, max_points=100.0))
    assert not reaches(near, 60)
    assert percent(near) == 59.9


def found(told: Grade, source: bytes = SOURCE, notebook: bytes = b"") -> list[Annotation]:
    spec = TestSpec(id="test_backward", title="", part="", points=1, of="softmax")
    file = Path("a.ipynb" if notebook else "a.py")
    shown = f"sub/{file}"
    return list(annotations_of(told, {"test_backward": spec}, source=source, notebook=notebook, file=file, shown=shown))


def test_an_annotation_stands_where_the_message_says() -> None:
    (one,) = found(grade(failed(message="raised ValueError: no (line 5)", hint="why?")))
    assert (one.path, one.line, one.text) == ("sub/a.py", 5, "raised ValueError: no (line 5)\nwhy?")


def test_a_line_in_the_students_own_words_is_not_taken_for_the_judges() -> None:
    (one,) = found(grade(failed(message="raised ValueError: bad record at line 2 of the input (line 5, in softmax)")))
    assert one.line == 5


def test_without_a_line_it_stands_where_the_function_begins() -> None:
    (one,) = found(grade(failed(message="wrong")))
    assert one.line == 4


@pytest.mark.parametrize("source", [b"def softmax(:", b"\0", b"(" * 5000])
def test_a_file_that_cannot_be_read_has_its_annotations_all_the_same(source: bytes) -> None:
    (one,) = found(grade(failed(message="wrong")), source)
    assert one.line == 0


def test_a_line_of_a_notebook_is_no_line_of_its_file() -> None:
    (one,) = found(grade(failed(message="raised (cell 1, line 5)")), notebook=b"[]")
    assert (one.path, one.line) == ("sub/a.ipynb", 0)


def test_what_passed_follows_or_is_not_to_be_told_of_is_not_annotated() -> None:
    told = grade(outcome(), failed(follows_from="forward", message="m"), failed("hidden_3", message=""))
    assert found(told) == []


def test_a_report_of_code_quality_has_what_gitlab_asks_for() -> None:
    notes = [Annotation("a.py", 0, "t", HOSTILE, "k"), Annotation("a.py", 3, "t", HOSTILE, "k")]
    entries = msgspec.json.decode(gitlab.code_quality(notes))
    for entry in entries:
        assert set(entry) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert entry["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert entry["location"]["lines"]["begin"] >= 1
    assert len({entry["fingerprint"] for entry in entries}) == 2
    later = [Annotation("a.py", 9, "t (1 of 3 points)", "m", "k")]
    (same,) = msgspec.json.decode(gitlab.code_quality(later))
    assert same["fingerprint"] == entries[0]["fingerprint"]
    assert gitlab.dotenv({"score": "1"}) == "GRADER_SCORE=1\n"


def test_nothing_of_the_instructors_is_in_a_summary() -> None:
    assert "secret" not in markdown([full_grade()], 50)
