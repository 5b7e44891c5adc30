"""One test as its page shows it: texts made safe and linked, pictures laid out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from grader.judge.grade import Outcome
from grader.report.bars import share
from grader.report.boundary import Boundary, boundary
from grader.report.curves import Chart, charts
from grader.report.entries import Differences, differences
from grader.report.evidence import finite, mapping, series
from grader.report.heat import Picture, confusion, gradient_maps
from grader.report.images import Images, images
from grader.report.places import Places
from grader.report.shapes import Shapes, shapes
from grader.report.text import LONGEST_OUTPUT, LONGEST_TITLE, block, head_and_tail, one_line
from grader.report.wording import VERDICTS, Verdict, duration, megabytes, number, verdict


@dataclass(frozen=True)
class TestView:
    """One test. `detail`, `output` and `seed` are empty unless the grade is the instructor's, the seed also of what
    passed; the texts that may name lines of the file have links to them, where there is a listing."""

    anchor: str
    title: str
    verdict: Verdict
    status_word: str
    points: str
    max_points: str
    message: str
    hint: str
    follows_from: str
    time: str
    limit: str
    time_share: float
    memory: str
    memory_limit: str
    memory_share: float
    accuracy: str
    charts: tuple[Chart, ...]
    confusion: Picture | None
    gradients: tuple[Picture, ...]
    shapes: Shapes | None
    differences: Differences | None
    boundary: Boundary | None
    images: Images | None
    detail: str
    output: str
    seed: str

    @property
    def has_pictures(self) -> bool:
        beside = self.confusion or self.shapes or self.differences or self.boundary or self.images
        return bool(self.charts or self.gradients or beside)

    @property
    def has_more(self) -> bool:
        words = (self.message, self.hint, self.follows_from, self.accuracy, self.detail, self.output, self.seed)
        return any(words) or self.has_pictures


def view_of(
    test: Outcome,
    anchor: str,
    *,
    instructor: bool,
    memory_limit_mb: float = 0.0,
    places: Places | None = None,
    room: int = LONGEST_OUTPUT,
) -> TestView:
    """`places`: of the file, where the page has it. `room`: characters for the output, and as many for the detail.
    `memory_limit_mb`: 0 where it is not known."""
    evidence = mapping(test.evidence)
    wrong = {} if test.status == "passed" else evidence

    def linked(text: str) -> str:
        return text if places is None else places.links(text)

    return TestView(
        anchor=anchor,
        title=one_line(test.title or test.id, LONGEST_TITLE),
        verdict=verdict(test),
        status_word=VERDICTS[test.status].word,
        points=number(test.points),
        max_points=number(test.max_points),
        message=linked(block(test.message)),
        hint=linked(block(test.hint)),
        follows_from=linked(one_line(test.follows_from or "")),
        time=duration(test.seconds),
        limit=duration(test.limit_seconds) if test.limit_seconds > 0 else "",
        time_share=share(test.seconds, test.limit_seconds),
        memory=megabytes(test.peak_memory_mb),
        memory_limit=megabytes(memory_limit_mb) if min(memory_limit_mb, test.peak_memory_mb) > 0 else "",
        memory_share=share(test.peak_memory_mb, memory_limit_mb),
        accuracy=_accuracy(test),
        charts=charts(mapping(evidence.get("history"))),
        confusion=confusion(mapping(evidence.get("confusion"))),
        gradients=gradient_maps(mapping(wrong.get("gradient"))),
        shapes=shapes(mapping(wrong.get("shape"))),
        differences=differences(mapping(wrong.get("differences"))),
        boundary=boundary(mapping(evidence.get("boundary"))),
        images=images(mapping(evidence.get("images"))),
        detail=linked(block(test.detail, room)) if instructor else "",
        output=head_and_tail(test.output, room) if instructor else "",
        seed=one_line(test.seed) if instructor and test.status != "passed" else "",
    )


def _accuracy(test: Outcome) -> str:
    """The accuracy reached and what it is worth, where the message does not say so, and of which runs it is."""
    recorded = mapping(mapping(test.evidence).get("accuracy"))
    reached, full, zero = (finite(recorded.get(key)) for key in ("value", "full", "zero"))
    if reached is None:
        return ""
    said = ""
    if not test.message:
        said = f"Accuracy {number(100 * reached)} %"
        said += f"; full points from {number(100 * full)} %" if full is not None else ""
        said += f", none at {number(100 * zero)} % or below" if full is not None and zero is not None else ""
    return f"{said}. {_both(recorded)}".strip(". ")


def _both(recorded: Mapping[str, object]) -> str:
    """That the test was run twice, where it was; a second run may have come to no accuracy."""
    runs = series(recorded.get("runs"))
    if runs is None:
        return ""
    first, second = (f"{number(100 * one)} %" if one is not None else "no accuracy" for one in (*runs, None, None)[:2])
    return (
        f"So near the threshold the test was run twice, on different data, and the better run counts: {first}, {second}"
    )
