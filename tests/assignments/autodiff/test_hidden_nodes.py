"""Nodes: values, operators, methods, broadcasting, and operations that somebody else wrote.

Each binding sentence of the statement, and the test that fails when it is broken:

| sentence                                               | test                                          |
| ------------------------------------------------------ | --------------------------------------------- |
| .value an array of floats, .shape a tuple, .grad None  | test_node_holds_a_value                       |
| or zeros before backward                               |                                               |
| + - * / @ ** and unary minus give new nodes            | test_operators_of_nodes                       |
| … with a number or an array on either side             | test_operators_with_numbers_and_arrays        |
| sum, mean, max, reshape, transpose, T, exp, log, relu, | test_methods_of_a_node,                       |
| sigmoid                                                | test_gradients_through_methods                |
| gradients of broadcast operands                        | test_gradients_of_broadcast_operands,         |
|                                                        | test_gradients_of_broadcast_products          |
| apply: a new node; any subclass of Op, any number of   | test_operation_of_somebody_else               |
| operands                                               |                                               |
| its gradients: bare, a tuple or a list                 | test_gradients_through_operation_of_somebody… |

Losses are sums weighted by random numbers, never plain ones.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from grader.checks import CheckFailure, check_close, check_gradients
from grader.judge import points
from grader.remote import is_handle
from grader.remote.outcomes import RemoteError

PART = "Nodes"
CLOSE: dict[str, Any] = {"rtol": 1e-4, "atol": 1e-6}
ARITHMETIC = ["Add", "Subtract", "Multiply", "Divide", "Power", "MatMul"]
METHODS = ["Exp", "Log", "ReLU", "Sigmoid", "Sum", "Mean", "Max", "Reshape", "Transpose"]
OPERATORS = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "@": operator.matmul,
}


def value_of(node, name):
    """The value of what should be a node."""
    if not is_handle(node):
        what = "None" if node is None else "plain numbers"
        raise CheckFailure(f"{name} gives {what}, expected a Node", cause="type")
    try:
        return node.value
    except RemoteError as error:
        hint = ""
        if "ndarray" in str(error):
            hint = (
                "NumPy has worked through the array and made a node of every entry: "
                "__array_ufunc__ = None in Node leaves the whole array to Node's own operator"
            )
        raise CheckFailure(f"{name} gives something without a value: {error}", hint=hint, cause="no node") from error


def weighted(node, cotangent):
    """A node of size 1: the sum, each entry weighted."""
    return (node * cotangent).sum()


def gradient_of(leaf, name):
    found = leaf.grad
    if found is None:
        raise CheckFailure(
            f"{name} is None after backward", hint="did the gradient get to this node?", cause="no gradient"
        )
    return found


@points(2, part=PART, of="Node")
def test_node_holds_a_value(submission, rng):
    """A node holds an array of floats, knows its shape, and has no gradient at first"""
    array = rng.normal(size=(3, 5))
    cases = (
        (array, "an array"),
        (array.astype(np.float32), "a float32 array"),
        (rng.integers(0, 9, (2, 3)), "an array of integers"),
        (2.5, "a number"),
        (7, "an integer"),
        (np.float64(1.5), "a NumPy number"),
    )
    for content, words in cases:
        node = submission.Node(content)
        name = f"Node of {words}"
        value = value_of(node, name)
        check_close(value, np.asarray(content, float), name=f"{name}: value", **CLOSE)
        if not isinstance(value, np.ndarray | np.generic) or value.dtype.kind != "f":
            what = f"of {value.dtype}" if isinstance(value, np.ndarray | np.generic) else "no array"
            raise CheckFailure(f"{name}: value is {what}, expected an array of floats", cause="dtype")
        if node.shape != np.shape(content):
            raise CheckFailure(f"{name}: shape is {node.shape}, expected {np.shape(content)}", cause="shape")
        check_no_gradient(node.grad, np.shape(content), f"{name}: grad")


def check_no_gradient(grad, shape, name):
    """None, or zeros (of any shape that is broadcast to the node's)."""
    if grad is not None and (np.any(np.asarray(grad)) or np.size(grad) not in (1, np.prod(shape))):
        raise CheckFailure(f"{name} is neither None nor zeros", cause="gradient")


@points(2, part=PART, of="Node", needs=[*ARITHMETIC, "Op"])
def test_operators_of_nodes(submission, rng):
    """+ - * / ** @ and the unary minus of two nodes give a node with the right value"""
    a, b = rng.uniform(0.5, 2.0, (2, 3, 3))
    for sign, operate in OPERATORS.items():
        found = operate(submission.Node(a), submission.Node(b))
        check_close(value_of(found, f"node {sign} node"), operate(a, b), name=f"node {sign} node", **CLOSE)
    signed = rng.normal(size=(3, 4))
    check_close(value_of(-submission.Node(signed), "−node"), -signed, name="−node", **CLOSE)


@points(2.5, part=PART, of="Node", needs=[*ARITHMETIC, "Op", "Sum", "unbroadcast"])
def test_operators_with_numbers_and_arrays(submission, reference, probes, rng):
    """The operators take numbers and arrays on either side, and gradients go through them"""
    a, b = rng.uniform(0.5, 2.0, (2, 3, 3))
    cotangent = rng.normal(size=(3, 3))
    for sign, operate in OPERATORS.items():
        others = [b] if sign == "@" else [b, 1.75, 3, np.float64(0.5)]
        for other in others:
            kind = "array" if isinstance(other, np.ndarray) else type(other).__name__
            for name, swapped in ((f"node {sign} {kind}", False), (f"{kind} {sign} node", True)):
                check_operator((submission, reference, probes), operate, (a, other), cotangent, name, swapped)
    signed, wide = rng.choice([-1.0, 1.0], (3, 3)) * a, rng.uniform(0.5, 2.0, (2, 3, 3))
    for sign in "+-*/":
        for other in (wide, b[:, :1], -1.75):  # an array of more axes, one that is stretched, a negative number
            for name, swapped in ((f"node {sign} {np.shape(other)}", False), (f"{np.shape(other)} {sign} node", True)):
                shape = np.broadcast_shapes((3, 3), np.shape(other))
                modules = submission, reference, probes
                check_operator(modules, OPERATORS[sign], (signed, other), rng.normal(size=shape), name, swapped)
    leaf = submission.Node(a)
    probes.go_back(-leaf, cotangent)
    check_close(gradient_of(leaf, "−node: gradient"), -cotangent, name="−node: gradient", **CLOSE)


def check_operator(modules, operate, pair, cotangent, name, swapped):
    submission, reference, probes = modules
    a, other = pair

    def apply(module):
        leaf = module.Node(a)
        return leaf, operate(other, leaf) if swapped else operate(leaf, other)

    expected_leaf, expected = apply(reference)
    try:
        leaf, found = apply(submission)
    except RemoteError as error:
        hint = "are the reflected operators there (__radd__, __rsub__, …)?" if swapped else ""
        raise CheckFailure(
            f"{name} raises {error.student_type}: {error}", hint=hint or "is the other operand made a Node?"
        ) from error
    value = value_of(found, name)
    try:
        check_close(value, expected.value, name=name, **CLOSE)
    except CheckFailure as failure:
        other_way = operate(a, other) if swapped else operate(other, a)
        if not swapped or np.shape(value) != np.shape(other_way) or not np.allclose(value, other_way, rtol=1e-4):
            raise
        hint = "the operands are in the wrong order: of the reflected operators the other one comes first"
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="order") from failure
    probes.go_back(found, cotangent)
    weighted(expected, cotangent).backward()
    check_close(gradient_of(leaf, f"{name}: gradient"), expected_leaf.grad, name=f"{name}: gradient", **CLOSE)


def method_cases(rng):
    """Words, how to call it on a node, the array's shape."""
    return (
        ("sum()", lambda node: node.sum(), ()),
        ("sum(axis=1)", lambda node: node.sum(axis=1), (2, 5)),
        ("sum(axis=(0, -1), keepdims=True)", lambda node: node.sum(axis=(0, -1), keepdims=True), (1, 3, 1)),
        ("sum(0)", lambda node: node.sum(0), (3, 5)),
        ("mean()", lambda node: node.mean(), ()),
        ("mean(axis=-1, keepdims=True)", lambda node: node.mean(axis=-1, keepdims=True), (2, 3, 1)),
        ("mean(axis=(1, 2))", lambda node: node.mean(axis=(1, 2)), (2,)),
        ("max()", lambda node: node.max(), ()),
        ("max(axis=0)", lambda node: node.max(axis=0), (3, 5)),
        ("max(axis=(0, 1), keepdims=True)", lambda node: node.max(axis=(0, 1), keepdims=True), (1, 1, 5)),
        ("reshape(5, 6)", lambda node: node.reshape(5, 6), (5, 6)),
        ("reshape(-1)", lambda node: node.reshape(-1), (30,)),
        ("transpose()", lambda node: node.transpose(), (5, 3, 2)),
        ("transpose(1, 2, 0)", lambda node: node.transpose(1, 2, 0), (3, 5, 2)),
        ("transpose(-1, 0, 1)", lambda node: node.transpose(-1, 0, 1), (5, 2, 3)),
        ("T", lambda node: node.T, (5, 3, 2)),
        ("T.reshape(5, 6).T", lambda node: node.T.reshape(5, 6).T, (6, 5)),
        ("exp()", lambda node: node.exp(), (2, 3, 5)),
        ("log()", lambda node: node.log(), (2, 3, 5)),
        ("relu()", lambda node: (node - 1.1).relu(), (2, 3, 5)),
        ("sigmoid()", lambda node: node.sigmoid(), (2, 3, 5)),
    ), rng.permutation(np.linspace(0.52, 2.0, 30)).reshape(2, 3, 5)


@points(2, part=PART, of="Node", needs=[*METHODS, "Op", "Subtract"])
def test_methods_of_a_node(submission, reference, rng):
    """Methods: sum, mean, max, reshape, transpose, T, exp, log, relu, sigmoid"""
    cases, x = method_cases(rng)
    for words, call, shape in cases:
        value = value_of(call(submission.Node(x)), f"node.{words}")
        try:
            check_close(value, call(reference.Node(x)).value, name=f"node.{words}", sizes={"all": 30}, **CLOSE)
        except CheckFailure as failure:
            hint = failure.hint if np.shape(value) == shape and words[0] != "T" else likely_arguments(words)
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="method") from failure


def likely_arguments(words):
    if words.startswith(("sum", "mean", "max")):
        return "are axis and keepdims handed on to the operation, and is axis None (all axes) where it is not given?"
    if words == "T":
        return "T reverses all axes, as transpose() does"
    if words.startswith("T.reshape"):
        return "are the entries taken in the order of their indices, however they lie in memory?"
    return "are the lengths or axes handed on to the operation?"


@points(2, part=PART, of="Node", needs=[*METHODS, "Op", "Subtract", "Multiply"])
def test_gradients_through_methods(submission, reference, probes, rng):
    """Gradients through each method"""
    cases, x = method_cases(rng)
    for words, call, shape in cases:
        cotangent = rng.normal(size=shape)
        leaf, model = submission.Node(x), reference.Node(x)
        probes.go_back(call(leaf), cotangent)
        weighted(call(model), cotangent).backward()
        name = f"gradient through node.{words}"
        try:
            check_close(gradient_of(leaf, name), model.grad, name=name, sizes={"all": 30}, **CLOSE)
        except CheckFailure as failure:
            hint = likely_arguments(words) if words.startswith("T.reshape") else failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="method") from failure
    for words in ("sum", "mean", "max", "exp", "log", "relu", "sigmoid", "reshape(1)"):
        leaf, model = submission.Node(1.5), reference.Node(1.5)
        name = f"gradient through {words}{'' if ')' in words else '()'} of a number"
        for module_leaf in (leaf, model):
            call = module_leaf.reshape(1) if words == "reshape(1)" else getattr(module_leaf, words)()
            try:
                (call * 3.0).sum().backward()
            except RemoteError as error:
                hint = "NumPy gives scalars, not arrays, where there are no axes"
                raise CheckFailure(
                    f"{name} raises {error.student_type}: {error}", hint=hint, cause="scalars"
                ) from error
        check_close(gradient_of(leaf, name), model.grad, name=name, **CLOSE)


SHAPES = (
    ((3, 1), (1, 4)),
    ((4,), (3, 4)),
    ((), (2, 3)),
    ((1,), (3, 3, 3)),
    ((3, 3, 1), (3, 3, 3)),
    ((1, 1), (1, 5)),
    ((2, 1, 4), (3, 1)),
    ((1, 3), (1, 3)),
)


def check_broadcast(modules, operate, pair, name, rng):
    """Gradients of two leaves that are broadcast to each other."""
    submission, reference, probes = modules
    left, right = (reference.Node(array) for array in pair)
    model = operate(left, right)
    cotangent = rng.normal(size=model.shape)
    weighted(model, cotangent).backward()
    leaves = [submission.Node(array) for array in pair]
    found = operate(*leaves)
    check_close(value_of(found, name), model.value, name=name, **CLOSE)
    probes.go_back(found, cotangent)
    grads = {key: gradient_of(leaf, f"{name}: gradient of {key}") for key, leaf in zip("ab", leaves, strict=True)}
    try:
        check_gradients(grads, {"a": left.grad, "b": right.grad}, name=f"{name}: gradients", **CLOSE)
    except CheckFailure as failure:
        summed = "it is to be summed over the axes along which the operand was broadcast, and of the operand's shape"
        hint = failure.hint or summed
        raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="broadcast") from failure


@points(2.5, part=PART, of="Node", needs=[*ARITHMETIC, "Op", "Sum", "unbroadcast"])
def test_gradients_of_broadcast_operands(submission, reference, probes, rng):
    """Gradients of operands that were broadcast: rows, columns, numbers, new axes"""
    for turn, sign in enumerate(("+", "-", "*", "/", "**")):
        for number, shapes in enumerate(SHAPES):  # every operator on every pair, in one order or the other
            pair = shapes if (number + turn) % 2 else shapes[::-1]
            arrays = [np.asarray(rng.uniform(0.5, 2.0, shape)) for shape in pair]
            check_broadcast(
                (submission, reference, probes), OPERATORS[sign], arrays, f"{pair[0]} {sign} {pair[1]}", rng
            )


@points(1, part=PART, of="Node", needs=["MatMul", "Op", "Multiply", "Sum", "unbroadcast"])
def test_gradients_of_broadcast_products(submission, reference, probes, rng):
    """Gradients of matrix products of stacks whose leading axes are broadcast, and of stacks and vectors"""
    pairs = (
        ((2, 3, 4), (4, 5)),
        ((3, 4), (2, 4, 5)),
        ((2, 1, 3, 4), (7, 4, 5)),
        ((1, 3, 4), (2, 4, 5)),
        ((1, 1, 3, 4), (2, 7, 4, 5)),
    )
    for left, right in (*pairs, ((2, 3, 4), (4,)), ((4,), (2, 4, 3))):
        arrays = [rng.normal(size=left), rng.normal(size=right)]
        check_broadcast((submission, reference, probes), operator.matmul, arrays, f"{left} @ {right}", rng)


@points(1, part=PART, of="Op")
def test_operation_of_somebody_else(submission, probes, rng):
    """An operation that you have not seen: apply gives a node with its value"""
    x, y, z = rng.normal(size=(3, 3, 4))
    softsign = probes.softsign(submission.Op)
    distance = probes.weighted_distance(submission.Op, "tuple")
    cases = (
        ("apply of an operation with one operand", softsign, [x], {}, x / (1 + np.abs(x))),
        ("apply of one with two operands and a constant", distance, [x, y], {"weight": 2.5}, 2.5 * (x - y) ** 2),
        ("apply without the constant that has a default", distance, [x, y], {}, (x - y) ** 2),
        ("apply of one with three operands", probes.weighted_mean(submission.Op), [x, y, z], {}, z * x + (1 - z) * y),
    )
    for name, op, arrays, constants, expected in cases:
        nodes = [submission.Node(array) for array in arrays]
        try:
            found = op.apply(*nodes, **constants)
        except RemoteError as error:
            hint = "apply is to call forward of the class that it is called on, which need be no operation of yours"
            if error.student_type == "TypeError" and "apply()" in str(error):
                hint = "apply takes any number of nodes, and any constants by their names"
            raise CheckFailure(f"{name} raises {error.student_type}: {error}", hint=hint, cause="apply") from error
        value = value_of(found, name)
        try:
            check_close(value, expected, name=name, **CLOSE)
        except CheckFailure as failure:
            hint = "do the constants get to forward?" if constants else failure.hint
            raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="constants") from failure


@points(2, part=PART, of="Node", needs=["Op", "Multiply", "Sum", "Add"])
def test_gradients_through_operation_of_somebody_else(submission, probes, rng):
    """Gradients through operations that you have not seen: given bare, as a tuple and as a list"""
    x, y = rng.normal(size=(2, 3, 4))
    cotangent = rng.normal(size=(3, 4))
    softsign = probes.softsign(submission.Op)
    wanted = cotangent / (1 + np.abs(x)) ** 2
    for count in (3, 1, 2):  # one row, too: as many as there are operands
        leaf = submission.Node(x[:count])
        name = f"gradient through an operation that returns a bare array, of {count} rows"
        go_back(weighted(softsign.apply(leaf), cotangent[:count]), name, "a bare array is the gradient of one operand")
        check_close(gradient_of(leaf, name), wanted[:count], name=name, **CLOSE)

    for container in ("tuple", "list"):
        leaf = submission.Node(x)
        name = f"gradient through an operation that returns a {container} of one"
        end = weighted(probes.softsign(submission.Op, container).apply(leaf), cotangent)
        go_back(end, name, "where there is one operand its gradient may be bare, or alone in a tuple or list")
        check_close(gradient_of(leaf, name), wanted, name=name, **CLOSE)

    number = submission.Node(x[0, 0])
    name = "gradient of a number through an operation that returns a bare one"
    go_back(softsign.apply(number), name, "what is neither a tuple nor a list is the gradient of one operand")
    check_close(gradient_of(number, name), 1 / (1 + np.abs(x[0, 0])) ** 2, name=name, **CLOSE)
    leaves = [submission.Node(array) for array in (x, y, cotangent)]
    name = "gradient through an operation of three operands"
    go_back(weighted(probes.weighted_mean(submission.Op).apply(*leaves), wanted), name, "as many as there are operands")
    due = wanted * cotangent, wanted * (1 - cotangent), wanted * (x - y)
    for which, leaf, one in zip(("first", "second", "third"), leaves, due, strict=True):
        check_close(gradient_of(leaf, f"{name}, the {which}"), one, name=f"{name}, the {which}", **CLOSE)

    once = 0.5 * (1.5 * x - y) ** 2
    of_once = cotangent * 4.0 * (once - y)
    for container in ("tuple", "list"):
        distance = probes.weighted_distance(submission.Op, container)
        a, b = submission.Node(x), submission.Node(y)
        inner = distance.apply(a * 1.5, b, weight=0.5)
        end = weighted(distance.apply(inner, b, weight=2.0) + a, cotangent)
        name = f"gradient through two uses of an operation that returns a {container}"
        go_back(end, name, f"are the gradients of two operands taken from a {container}?")
        for leaf, due in (
            (a, of_once * (1.5 * x - y) * 1.5 + cotangent),
            (b, -of_once * (1.5 * x - y) - of_once),
        ):
            try:
                check_close(gradient_of(leaf, name), due, name=name, **CLOSE)
            except CheckFailure as failure:
                hint = failure.hint or "does each use of an operation have a ctx of its own?"
                raise CheckFailure(failure.message, hint=hint, detail=failure.detail, cause="operation") from failure


def go_back(end, name, hint):
    try:
        end.backward()
    except RemoteError as error:
        raise CheckFailure(f"{name}: backward raises {error.student_type}: {error}", hint=hint) from error
