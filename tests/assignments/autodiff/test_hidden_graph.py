"""The backward pass through graphs of every form.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                                | test                                            |
| ------------------------------------------------------- | ----------------------------------------------- |
| backward adds to every leaf's grad the derivative       | test_backward_of_a_chain, test_backward_agrees… |
| a value is an array or a number                         | test_backward_of_a_chain,                       |
|                                                         | test_backward_of_diamonds_of_unequal_depth      |
| a node may be used many times                           | test_backward_of_a_node_used_many_times         |
| … also twice in one operation                           | test_backward_of_a_node_used_twice_in_one_op…   |
| … and along paths of different length                   | test_backward_of_diamonds_of_unequal_depth      |
| leaves are told apart by identity, not by value         | test_backward_of_equal_leaves                   |
| size 1, else an exception                               | test_backward_starts_from_size_one              |
| a second backward adds to what the leaves have          | test_second_backward_adds,                      |
|                                                         | test_backward_of_another_node_adds              |
| no two leaves share memory; nothing is overwritten      | test_gradients_do_not_alias                     |
| 5,000 operations                                        | test_backward_of_a_long_chain                   |
| 40 stacked diamonds in milliseconds                     | test_backward_of_stacked_diamonds               |
| zero_grad                                               | test_zero_grad_forgets                          |
| values of leaves and operands stay as they are          | test_backward_leaves_values_alone               |

Losses are sums weighted by random numbers, never plain ones.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_gradients, check_raises, check_shape, numerical_gradients
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Backward pass"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
NEEDS = ["Op", "unbroadcast", "Add", "Multiply", "Sum"]
EXPRESSION = ["MatMul", "Sigmoid", "LogSoftmax", "Max", "Mean", "Divide", "Power"]


def leaves_of(module, arrays):
    return [module.Node(array) for array in arrays]


def gradient_of(leaf, name):
    found = leaf.grad
    if found is None:
        raise CheckFailure(
            f"{name} is None after backward", hint="did the gradient get to this node?", cause="no gradient"
        )
    return found


def check_graph(modules, build, arrays, name, hints=()):
    """The leaves' gradients of what `build` makes of them, against the reference's.

    `hints`: pairs of words and the gradients, by leaf, that a likely mistake leads to.
    """
    submission, reference = modules
    leaves, expected = leaves_of(submission, arrays), leaves_of(reference, arrays)
    build(*leaves).backward()
    build(*expected).backward()
    keys = "abcd"[: len(arrays)]
    grads = {key: gradient_of(leaf, f"{name}: gradient of {key}") for key, leaf in zip(keys, leaves, strict=True)}
    wanted = {key: leaf.grad for key, leaf in zip(keys, expected, strict=True)}
    try:
        check_gradients(grads, wanted, name=f"{name}: gradients", **CLOSE)
    except CheckFailure as failure:
        for words, wrong in hints:
            if all(agrees(grads[key], one) for key, one in zip(keys, wrong, strict=True)):
                raise CheckFailure(failure.message, hint=words, detail=failure.detail, cause="graph") from failure
        raise


def check_graph_of_a_number(modules, build, name):
    """Of a leaf without axes: what NumPy makes of arrays without axes is no array."""
    try:
        check_graph(modules, build, [0.75], name)
    except RemoteError as error:
        hint = "NumPy gives scalars, not arrays, where there are no axes"
        raise CheckFailure(f"{name} raises {error.student_type}: {error}", hint=hint, cause="scalars") from error


def agrees(one, other):
    return np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=1e-4, atol=1e-6)


@points(1, part=PART, of="Node", needs=[*NEEDS, "Exp", "Subtract", "Divide"])
def test_backward_of_a_chain(submission, reference, rng):
    """One operation after another, on an array and on a number: the gradient gets to the beginning"""
    x, weights = rng.uniform(0.5, 1.5, (3, 4)), rng.normal(size=(3, 4))
    check_graph(
        (submission, reference),
        lambda a: ((((a * 1.5 - 0.5).exp() / 3.0) + a.value) * weights).sum(),
        [x],
        "a chain of operations",
    )
    check_graph_of_a_number(
        (submission, reference), lambda a: (a * 1.5 - 0.5).exp() / 3.0, "a chain of operations on a number"
    )


@points(2, part=PART, of="Node", needs=NEEDS)
def test_backward_of_a_node_used_many_times(submission, reference, rng):
    """A node used by several others collects the gradients of all of them"""
    x, y, *weights = rng.normal(size=(6, 3, 4))
    modules = submission, reference
    added = "what comes from one use replaces what came from another: gradients are added up (+=, not =)"

    def fan(a):
        return (a * weights[0] + a * weights[1] + a * weights[2]).sum()

    check_graph(modules, fan, [x], "a leaf used three times", [(added, [one]) for one in weights[:3]])

    def inner(a, b):
        shared = a * b
        return (shared * weights[0] + (shared * weights[1] + shared * weights[2])).sum()

    wrong = [(added, [one * y, one * x]) for one in weights[:3]]
    check_graph(modules, inner, [x, y], "an inner node used three times", wrong)

    def layers(a, b):  # one weight in two layers
        return ((a * b + weights[0]) * b * weights[1]).sum()

    check_graph(modules, layers, [x, y], "a weight used in two layers")


@points(2, part=PART, of="Node", needs=[*NEEDS, "Subtract", "Divide", "Power", "MatMul"])
def test_backward_of_a_node_used_twice_in_one_operation(submission, reference, rng):
    """a * a, a + a, a - a, a / a, a ** a and a @ a: both operands are the same node"""
    modules = submission, reference
    x, weights = rng.uniform(0.5, 2.0, (3, 3)), rng.normal(size=(3, 3))
    half = "only one of the two operands got its share: gradients are added up, also those of one operation"
    for sign, operate, once in (
        ("*", lambda a: a * a, weights * x),
        ("+", lambda a: a + a, weights),
        ("@", lambda a: a @ a, weights @ x.T),
        ("@", lambda a: a @ a, x.T @ weights),
        ("-", lambda a: a - a, weights),
        ("-", lambda a: a - a, -weights),
        ("/", lambda a: a / a, weights / x),
        ("/", lambda a: a / a, -weights / x),
        ("**", lambda a: a**a, weights * x**x),
    ):
        check_graph(modules, lambda a, f=operate: (f(a) * weights).sum(), [x], f"a {sign} a", [(half, [once])])
    check_graph(modules, lambda a, b: ((a * b) * (a * b) * weights).sum(), [x, x.T + 0.25], "(a * b) * (a * b)")


@points(3, part=PART, of="Node", needs=NEEDS)
def test_backward_of_diamonds_of_unequal_depth(submission, reference, rng):
    """Paths of different length that meet again, of arrays and of a number: a node waits for all that came of it"""
    x, y = rng.uniform(0.5, 1.5, (2, 3, 2))
    weights = rng.normal(size=(3, 2))
    modules = submission, reference

    def short_first(a, b):
        inner = a * b
        return ((inner + ((inner * 1.5 + b) * inner) * 0.5) * weights).sum()

    def long_first(a, b):
        inner = a * b
        return (((((inner * 2.0) * b) * 0.5) * inner + inner) * weights).sum()

    def in_sequence(a, b):
        first = a * b
        second = first * 0.5 * b + first
        third = second + (second * a) * 0.25 * second
        return ((third * second + third) * weights).sum()

    def late(a, b):  # the leaf is used at the very end again, and its descendants are deep
        deep = a
        for step in range(6):
            deep = deep * b + deep if step % 2 else deep * 1.25
        return ((a * deep + deep * a + b) * weights).sum()

    for name, build in (
        ("a diamond whose short side comes first", short_first),
        ("a diamond whose long side comes first", long_first),
        ("diamonds in sequence", in_sequence),
        ("a leaf used at both ends", late),
    ):
        try:
            check_graph(modules, build, [x, y], name)
        except CheckFailure as failure:
            hint = failure.hint or (
                "is a node's operation gone back through before all that was computed from it is done, or twice? "
                "The order is a topological one"
            )
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="order") from failure

    def of_a_number(a):
        inner = a * 1.5
        return inner * 0.5 * inner + inner

    check_graph_of_a_number(modules, of_a_number, "a diamond of a number")


@points(1, part=PART, of="Node", needs=NEEDS)
def test_backward_of_equal_leaves(submission, reference, rng):
    """Leaves with equal values, and an array that two leaves were made from, are different leaves"""
    x, *weights = rng.normal(size=(4, 3, 4))
    check_graph(
        (submission, reference),
        lambda a, b, c: (a * weights[0] + b * weights[1] + (b * c) * weights[2]).sum(),
        [x, x, x.copy()],
        "leaves with equal values",
    )


@points(1.5, part=PART, of="Node", needs=NEEDS)
def test_backward_starts_from_size_one(submission, rng):
    """backward starts from a node of size 1, whatever its number of axes, and is refused elsewhere"""
    x, weights = rng.normal(size=(2, 3, 4))
    for shape in ((), (1,), (1, 1)):
        node = submission.Node(np.full(shape, 2.0) if shape else 2.0)
        end = node * 1.5
        end.backward()
        name = f"gradient when backward starts from shape {shape}"
        check_close(gradient_of(node, name), np.full(shape, 1.5), name=name, **CLOSE)
    leaf = submission.Node(2.0)
    leaf.backward()
    name = "gradient of a leaf with respect to itself"
    check_close(gradient_of(leaf, name), 1.0, name=name, **CLOSE)
    for array in (x * weights, x[0, :2], x[:0]):
        shape, end = array.shape, submission.Node(array) * 2.0
        check_raises(end.backward, name=f"backward from a node of shape {shape}")
    check_raises(submission.Node(x).backward, name="backward from a leaf of shape (3, 4)")


@points(2, part=PART, of="Node", needs=[*NEEDS, "Exp"])
def test_second_backward_adds(submission, rng):
    """A second backward of the same node adds to the gradients of the leaves"""
    x, y, weights = rng.normal(size=(3, 3, 4))
    a, b = submission.Node(x), submission.Node(y)
    end = ((a * b + a.exp()) * weights).sum()
    for times in (1, 2, 3):
        end.backward()
        for key, leaf, once in (("a", a, weights * (y + np.exp(x))), ("b", b, weights * x)):
            name = f"gradient of {key} after backward number {times}"
            found = gradient_of(leaf, name)
            try:
                check_close(found, times * once, name=name, **CLOSE)
            except CheckFailure as failure:
                hint = _after_several(found, once, times)
                raise CheckFailure(
                    failure.message, hint=hint or failure.hint, detail=failure.detail, cause="second backward"
                ) from failure


def _after_several(found, once, times):
    if times == 1:
        return ""
    if agrees(found, once):
        return "a second backward is to add to what is there: it does nothing, or begins anew"
    return "what inner nodes had kept from the first backward goes through the graph once more: it is to begin anew"


@points(1, part=PART, of="Node", needs=NEEDS)
def test_backward_of_another_node_adds(submission, rng):
    """backward of another node that is computed from the same leaves adds to their gradients, too"""
    x, y, *weights = rng.normal(size=(4, 3, 4))
    a, b = submission.Node(x), submission.Node(y)
    shared = a * b
    (shared * weights[0]).sum().backward()
    ((shared + a) * weights[1]).sum().backward()
    both = weights[0] + weights[1]
    for key, leaf, wanted in (("a", a, both * y + weights[1]), ("b", b, both * x)):
        name = f"gradient of {key} after backward of two nodes"
        try:
            check_close(gradient_of(leaf, name), wanted, name=name, **CLOSE)
        except CheckFailure as failure:
            hint = "a second backward is to add to the leaves, and to begin anew at inner nodes that both share"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="second backward") from failure
    a = submission.Node(x)
    end = (a * weights[0]).sum()
    end.backward()
    (end * 5.0).backward()
    name = "gradient after backward of a node and of five times that node"
    hint = "what the node itself had kept from its own backward goes through the graph once more: it is to begin anew"
    try:
        check_close(gradient_of(a, name), 6 * weights[0], name=name, **CLOSE)
    except CheckFailure as failure:
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="second backward") from failure


@points(2, part=PART, of="Node", needs=[*NEEDS, "Reshape", "Transpose", "Subtract", "Mean"])
def test_gradients_do_not_alias(submission, reference, probes, rng):
    """Each leaf has a gradient of its own: a change of one in place changes no other, nor is one overwritten"""
    arrays = rng.normal(size=(4, 3, 3))
    weights = rng.normal(size=(3, 3))
    modules = submission, reference
    builds = {
        "a + b": lambda a, b, c, d: (((a + b) + c * d) * weights).sum(),
        "(a + b) * c + a * d": lambda a, b, c, d: ((a + b) * c + a * d).sum(),
        "(a + b) * c + (a * d + b * d)": lambda a, b, c, d: ((a + b) * c + (a * d + b * d)).sum(),
        "(a * d + b * d) + (b + a) * c": lambda a, b, c, d: ((a * d + b * d) + (b + a) * c).sum(),
        "a * d + (a + b) * c": lambda a, b, c, d: (a * d + (b + a) * c).sum(),
        "a + b with other forms": lambda a, b, c, d: (a.reshape(9) + b.T.reshape(9)).sum() + (c - d).sum(),
        "means of a + b and c + d": lambda a, b, c, d: (a + b).mean() + (c + d).sum(),
    }
    for name, build in builds.items():
        check_graph(modules, build, list(arrays), name)
        leaves = leaves_of(submission, arrays)
        build(*leaves).backward()
        check_own_memory(probes, leaves, name)
    leaves = leaves_of(submission, arrays[:2])
    plus = probes.same_gradient_for_both(submission.Op)
    name = "an operation of somebody else, which gives both operands the same array"
    for _ in range(2):
        submission.zero_grad(leaves)
        (plus.apply(*leaves) * weights).sum().backward()
        check_own_memory(probes, leaves, name)
    leaves = leaves_of(submission, arrays[:2])
    (plus.apply(*leaves) * weights + (leaves[0] * 5.0 + leaves[1] * 3.0)).sum().backward()
    for key, leaf, factor in zip("ab", leaves, (5.0, 3.0), strict=True):
        try:
            check_close(gradient_of(leaf, name), weights + factor, name=f"{name}: gradient of {key}", **CLOSE)
        except CheckFailure as failure:
            hint = "what two nodes share is added to in place: the sum is to be a new array"
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="alias") from failure


def check_own_memory(probes, leaves, name):
    """No gradient of a leaf changes with another's."""
    keys = "abcd"[: len(leaves)]
    for index, changed in enumerate(keys):
        before, after = probes.overwrite_gradient(leaves, index)
        for key, was, now in zip(keys, before, after, strict=True):
            if key != changed and not np.array_equal(now, was):
                raise CheckFailure(
                    f"{name}: the gradient of {key} changes when that of {changed} is changed in place",
                    hint="is one array, or a view of it, handed to two nodes as the gradient of both?",
                    cause="alias",
                )


@points(1, part=PART, of="Node", needs=[*NEEDS, "ReLU", "Exp"], excuses=False)
def test_backward_leaves_values_alone(submission, rng):
    """backward changes no value, of leaves nor of what was computed from them"""
    x, y = rng.uniform(0.5, 2.0, (2, 3, 4))
    a, b = submission.Node(x), submission.Node(y)
    inner = [a * b, (a + b).relu(), a.exp()]
    end = ((inner[0] + inner[1]) * inner[2]).sum()
    nodes = [a, b, *inner, end]
    before = [np.array(node.value) for node in nodes]
    end.backward()
    for node, was in zip(nodes, before, strict=True):
        if not np.array_equal(node.value, was):
            raise CheckFailure("backward changes the value of a node", hint="in place", cause="mutation")
    check_close(before[-1], ((x * y + x + y) * np.exp(x)).sum(), name="the value", **CLOSE)
    check_shape(gradient_of(b, "gradient of b"), (3, 4), name="gradient of b")
    check_close(gradient_of(b, "gradient of b"), (x + 1) * np.exp(x), name="gradient of b", **CLOSE)


@points(2, part=PART, of="Node", needs=NEEDS)
def test_backward_of_a_long_chain(submission, probes):
    """A chain of 5,000 operations"""
    length, factor = 5000, 0.999
    leaf = submission.Node(np.array([0.5, -1.5]))
    derivative = 1.0
    for step in range(length):
        derivative = derivative + 1.0 if step % 2 else derivative * factor
    weights = np.array([2.0, -0.75])
    end = probes.chain(leaf, length, factor)
    try:
        (end * weights).sum().backward()
    except RemoteError as error:
        hint = ""
        if error.student_type == "RecursionError":
            hint = "recursion along the graph ends at Python's limit of 1,000 calls: keep a list of what is to be done"
        raise CheckFailure(
            f"backward through {length:,} operations raises {error.student_type}: {error}", hint=hint, cause="recursion"
        ) from error
    name = f"gradient through {length:,} operations"
    check_close(gradient_of(leaf, name), derivative * weights, name=name, rtol=1e-3, atol=1e-6)


@points(2, part=PART, of="Node", needs=NEEDS)
def test_backward_of_stacked_diamonds(submission):
    """40 stacked diamonds, through which 2^40 paths lead: each node is gone through once"""
    leaf = submission.Node(np.array([1.5, -0.5]))
    node = leaf
    for _ in range(40):
        node = node * 0.75 + node * 0.25
    (node * np.array([3.0, -2.0])).sum().backward()
    name = "gradient through 40 stacked diamonds"
    check_close(gradient_of(leaf, name), np.array([3.0, -2.0]), name=name, **CLOSE)


@points(1, part=PART, of="zero_grad", needs=["Node"])
def test_zero_grad_forgets(submission, rng):
    """zero_grad: None or zeros again, for the nodes given and no others; the next backward begins anew"""
    x, y, z = rng.normal(size=(3, 3, 4))
    a, b, c = leaves_of(submission, (x, y, z))
    end = (a * b * c).sum()
    end.backward()
    submission.zero_grad([a, b])
    for key, leaf in (("a", a), ("b", b)):
        grad = leaf.grad
        if grad is not None and np.any(np.asarray(grad)):
            raise CheckFailure(f"the gradient of {key} is not None or zeros after zero_grad", cause="zero_grad")
    check_close(gradient_of(c, "gradient of c"), x * y, name="gradient of c, which zero_grad was not given", **CLOSE)
    end = (a * b * c).sum()
    end.backward()
    for key, leaf, wanted in (("a", a, y * z), ("b", b, x * z), ("c", c, 2 * x * y)):
        name = f"gradient of {key} after zero_grad of a and b, and another backward"
        check_close(gradient_of(leaf, name), wanted, name=name, **CLOSE)
    leaf = submission.Node(np.ones(3))
    (leaf * np.inf).sum().backward()
    submission.zero_grad([leaf])
    if leaf.grad is not None and np.any(np.asarray(leaf.grad)):
        hint = "is it multiplied by 0? What is infinite becomes nan by that"
        raise CheckFailure("an infinite gradient is not None or zeros after zero_grad", hint=hint, cause="zero_grad")


@points(0.5, part=PART, of="Node", needs=[*NEEDS, *EXPRESSION])
def test_backward_agrees_with_finite_differences(submission, rng):
    """Gradients of an expression with most operations in it are those that small changes of the leaves show"""
    point = smooth_point(rng)
    weights = rng.normal(size=(5, 3))

    def loss(nodes):
        hidden = (nodes["x"] @ nodes["w"].T + nodes["b"]).sigmoid()
        scores = submission.LogSoftmax.apply(hidden * 2.0 - nodes["b"] ** 2)
        return (scores * weights).mean() + (hidden / (1.0 + nodes["b"] ** 2)).max(axis=0).sum()

    leaves = {key: submission.Node(array) for key, array in point.items()}
    loss(leaves).backward()
    # of a value in float32 as well: the step is wide enough for its rounding, narrow enough for the curvature
    differences = numerical_gradients(
        lambda at: loss({key: submission.Node(array) for key, array in at.items()}).value,
        point,
        h=3e-3,
        rng=rng,
        entries=2,
    )
    grads = {key: gradient_of(leaf, f"gradient of {key}") for key, leaf in leaves.items()}
    check_gradients(grads, differences, rtol=1e-2, atol=2e-3)


def smooth_point(rng):
    """Leaves at which small changes leave the largest of each column the largest."""
    while True:
        point = {"w": rng.normal(size=(3, 4)), "x": rng.normal(size=(5, 4)), "b": rng.normal(size=3)}
        hidden = np.sort(1 / (1 + np.exp(-(point["x"] @ point["w"].T + point["b"]))), axis=0)
        if (hidden[-1] - hidden[-2]).min() > 0.05:
            return point
