"""The operators, those with the most to say first: where two make the same mutant it is the first one's."""

from __future__ import annotations

from grader.mutate.making import Operator
from grader.mutate.operators import aliasing, arithmetic, control, reductions, sizes, training

OPERATORS = (
    Operator("zero-grad", "zero_grad() dropped", training.zero_grad),
    Operator("mode", "train() and eval() dropped or exchanged", training.mode),
    Operator("no-grad", "no_grad() becomes enable_grad()", training.no_grad),
    Operator("shuffle", "a random order is sorted, shuffle=False", training.shuffle),
    Operator("generator", "another generator than the one given", training.generator),
    Operator("optimizer", "another optimizer, momentum, weight decay", training.optimizer),
    Operator("schedule", "the learning rate stays as it was", training.schedule),
    Operator("layer", "one of a list of layers left out", training.layer_dropped),
    Operator("initial-values", "zeros ↔ ones, normal → uniform", training.initial_values),
    Operator("axis", "another axis, or none", reductions.axis),
    Operator("keepdims", "keepdims dropped or added", reductions.keepdims),
    Operator("transpose", "a transpose dropped", reductions.transpose),
    Operator("transpose-added", "a factor of a product transposed", reductions.transpose_added),
    Operator("sum-mean", "sum ↔ mean, std ↔ var", reductions.sum_or_mean),
    Operator("max-min", "max ↔ min, argmax ↔ argmin, maximum ↔ minimum", reductions.extreme),
    Operator("matmul-order", "a @ b → b @ a", reductions.matmul_order),
    Operator("max-subtraction", "x - x.max() → x", reductions.max_subtraction),
    Operator("division", "a / n → a, a /= n dropped", arithmetic.division_dropped),
    Operator("sign", "+ ↔ −, a sign dropped, a difference reversed", arithmetic.sign),
    Operator("inverse", "× ↔ ÷, // → /, ** → ×", arithmetic.inverse),
    Operator("exponent", "a power dropped or raised", arithmetic.exponent),
    Operator("operand", "one operand of +, −, ×, @ dropped", arithmetic.operand_dropped),
    Operator("accumulate", "+= ↔ =", arithmetic.accumulate),
    Operator("number", "a number with a point doubled, halved, negated", arithmetic.number),
    Operator("flag", "True ↔ False", arithmetic.flag),
    Operator("off-by-one", "sizes, bounds and integers ± 1", sizes.off_by_one),
    Operator("slice", "an end or the step of a slice dropped", sizes.slice_bound),
    Operator("swapped-name", "stride ↔ padding, height ↔ width, x ↔ x_val", sizes.swapped_name),
    Operator("argument-order", "f(a, b) → f(b, a), x[a, b] → x[b, a]", sizes.argument_order),
    Operator("new-axis", "x[:, None] → x", sizes.axis_added),
    Operator("copy", "copy(), clone(), detach() dropped", aliasing.copy_dropped),
    Operator("in-place", "an argument is written to", aliasing.in_place),
    Operator("comparison", "< → <=, >; == → !=", control.comparison),
    Operator("condition", "a condition that always or never holds", control.condition),
    Operator("loop", "a loop of one round, or of none", control.loop),
    Operator("call", "f(x) → x", control.call_skipped),
    Operator("return-argument", "an argument returned as it came", control.returned_argument),
    Operator("return-part", "results exchanged or left out", control.returned_part),
    Operator("statement", "a statement dropped", control.statement),
)
