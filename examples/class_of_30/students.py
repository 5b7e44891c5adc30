"""Who is in the class of the example, and what each of them hands in. Nobody of them is real.

A submission is the reference, a variant or a sample of this repository, with the mistakes of some mutants in it, or
with some functions left as the template has them.
"""

from __future__ import annotations

import ast
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from grader.course import Assignment
from grader.questions import PLACEHOLDER, answers_file
from grader.release.markers import BEGIN, END
from grader.release.notebook import as_notebook
from grader.validate.overlay import overlaid

NEVER_CLOSED = "\n\nprint(softmax(np.array([[1.0, 2.0]]))\n"


@dataclass(frozen=True)
class HandedIn:
    """One submission. `hours`: from when it was due, below 0 before that.

    `made`: the reference, the name of a variant, or the name of a sample in examples/submissions/; `mistakes`: of
    mutants; `unwritten`: functions that are still the template's; `answers`: how good each written answer is, from "no"
    (nothing is written) to "good".
    """

    hours: float
    made: str = "reference"
    mistakes: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()
    answers: tuple[str, ...] = ("no", "no")
    notebook: bool = False
    broken: bool = False


@dataclass(frozen=True)
class One:
    """A student, or two of a group, with what was handed in, first things first."""

    logins: tuple[str, ...]
    handed_in: tuple[HandedIn, ...]
    group: str = field(default="", kw_only=True)


def student(number: int) -> str:
    return f"student-{number:02}"


_GOOD, _FAIR = ("good", "good"), ("good", "fair")
_TRAINING = ("fit",)
_LAST_THREE = ("sgd_step", "learning_rate", "fit")
_FROM_BACKWARD = ("backward", *_LAST_THREE)


def _one(number: int, *handed_in: HandedIn) -> One:
    return One((student(number),), handed_in)


CLASS = (
    _one(1, HandedIn(-30, answers=_GOOD)),
    _one(2, HandedIn(-5, "fused_log_softmax", answers=_FAIR)),
    _one(
        3,
        HandedIn(-49, unwritten=_FROM_BACKWARD),
        HandedIn(-26, mistakes=("bias_gradient_not_summed",)),
        HandedIn(-2, mistakes=("bias_gradient_mean",), answers=("good", "fair")),
    ),
    _one(4, HandedIn(-1, mistakes=("softmax_global_maximum",), answers=("good", "good"))),
    _one(5, HandedIn(-8, "right", answers=("fair", "good"))),
    _one(6, HandedIn(-3, mistakes=("softmax_overflows", "fit_history_in_per_cent"), answers=("fair", "no"))),
    _one(7, HandedIn(40, "cosine_schedule", answers=_FAIR)),
    One(
        (student(8), student(9)),
        (HandedIn(-6, "one_hot_and_einsum", mistakes=("fit_drops_the_last_batch",), answers=_GOOD),),
        group="group-1",
    ),
    _one(10, HandedIn(-2, mistakes=("mask_missing",), answers=("fair", "fair"))),
    _one(11, HandedIn(5, mistakes=("bias_gradient_mean", "loss_summed"), answers=("good", "no"))),
    _one(12),
    _one(13, HandedIn(-1, unwritten=_TRAINING, answers=("fair", "no"))),
    _one(14, HandedIn(-12, mistakes=("softmax_over_the_batch",), answers=("no", "fair"))),
    _one(15, HandedIn(-20, "tape_of_steps", answers=_GOOD)),
    _one(
        16,
        HandedIn(-22, broken=True, unwritten=_LAST_THREE),
        HandedIn(-4, "cosine_schedule", mistakes=("gradient_averaged_twice",), answers=("good", "fair")),
    ),
    _one(17, HandedIn(-9, mistakes=("forward_without_relu",), answers=("fair", "no"))),
    _one(18, HandedIn(-7, "endless-schedule", answers=("no", "no"))),
    _one(19, HandedIn(-15, mistakes=("fit_shuffles_once", "softmax_in_place"), answers=_FAIR)),
    _one(20, HandedIn(-1, unwritten=_FROM_BACKWARD, answers=("fair", "no"))),
    _one(21, HandedIn(30, mistakes=("rate_constant", "fit_shuffles_in_place"), answers=("good", "fair"))),
    _one(22, HandedIn(-10, notebook=True, mistakes=("cache_is_global",), answers=_GOOD)),
    _one(23, HandedIn(-3, "exits-in-predict", answers=("no", "fair"))),
    _one(24, HandedIn(-11, mistakes=("weights_gradient_transposed",), answers=("fair", "fair"))),
    _one(
        25,
        HandedIn(-31, mistakes=("forward_pair_swapped", "loss_per_example")),
        HandedIn(-27, mistakes=("loss_per_example",)),
        HandedIn(-3, "step_schedule", mistakes=("fit_history_of_training_data",), answers=_FAIR),
    ),
    _one(26, HandedIn(-2, mistakes=("bias_gradient_mean", "fit_own_generator"), answers=("fair", "fair"))),
    _one(27, HandedIn(-1, broken=True, mistakes=("predict_over_the_batch",), answers=("no", "no"))),
    _one(28, HandedIn(-14, "uniform_initialisation", mistakes=("mask_missing", "loss_summed"), answers=_FAIR)),
    _one(29, HandedIn(-16, "float64_everywhere", answers=_GOOD)),
    _one(30, HandedIn(-5, mistakes=("init_equal_units", "fit_too_narrow"), answers=("fair", "good"))),
    _one(31, HandedIn(-40, "unusual", answers=_GOOD)),
    _one(32, HandedIn(-2, unwritten=("cross_entropy", "predict", *_FROM_BACKWARD))),
)

ANSWERS = {
    "good": (
        """L = −z_t + log Σ_j exp z_j. The first term gives −1 for k = t and 0 otherwise, the second
exp z_k / Σ_j exp z_j = p_k, so ∂L/∂z_k = p_k − [k = t]. For a batch each row has its own loss, and the mean
brings 1/N: (p_nk − [k = t_n]) / N. With m subtracted, exp(−m) is in the numerator and in the denominator, so p is the
same function of z, and so is its gradient.""",
        """The direction of the bias gradients is right, they are N times too small. On MNIST the best biases are
small and the weights can do most of what they would. I would compare with central differences for single entries of b:
the ratio is the size of the batch. It matters with two classes of very different frequency and inputs near 0.""",
    ),
    "fair": (
        """∂L/∂z_k = p_k for k ≠ t and p_k − 1 for k = t, which one gets from the quotient rule for both cases.
With a mean over the batch everything is divided by N.""",
        """The biases learn more slowly, but the weights make up for it. A gradient check would find it.""",
    ),
}


def files_of(one: HandedIn, assignment: Assignment, samples: Path) -> dict[str, bytes]:
    """What is in the folder that is handed in."""
    source = _source(one, assignment, samples)
    name = assignment.settings.file
    if one.notebook:
        statement = f"# {assignment.settings.title}\n\nMy solution."
        files = {Path(name).with_suffix(".ipynb").name: as_notebook(source, statement, name)}
    else:
        files = {name: source.encode()}
    if set(one.answers) != {"no"}:
        files["answers.md"] = _answers(one, assignment).encode()
    return files


def _source(one: HandedIn, assignment: Assignment, samples: Path) -> str:
    sample = samples / one.made / assignment.settings.file
    if sample.exists():
        source = sample.read_text(encoding="utf-8")
    else:
        source = assignment.reference_file.read_text(encoding="utf-8")
        source = "".join(line for line in source.splitlines(keepends=True) if line.strip() not in (BEGIN, END))
        if one.made != "reference":
            source = overlaid(source, assignment.tests_folder / "variants" / f"{one.made}.py")
    for mistake in one.mistakes:
        source = overlaid(source, assignment.tests_folder / "mutants" / f"{mistake}.py")
    if one.unwritten:
        source = _without(source, one.unwritten, assignment)
    return source + NEVER_CLOSED if one.broken else source


def _without(source: str, names: tuple[str, ...], assignment: Assignment) -> str:
    """With these functions as the template has them."""
    template = (assignment.template_folder / assignment.settings.file).read_text(encoding="utf-8")
    stubs = [
        ast.get_source_segment(template, node)
        for node in ast.parse(template).body
        if isinstance(node, ast.FunctionDef) and node.name in names
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stubs.py"
        path.write_text("\n\n\n".join(filter(None, stubs)) + "\n", encoding="utf-8")
        return overlaid(source, path)


def _answers(one: HandedIn, assignment: Assignment) -> str:
    pieces = answers_file(assignment.settings.title, assignment.questions).split(PLACEHOLDER)
    texts = [ANSWERS[how][number] if how in ANSWERS else PLACEHOLDER for number, how in enumerate(one.answers)]
    return "".join(piece + text for piece, text in zip(pieces, [*texts, ""], strict=True))
