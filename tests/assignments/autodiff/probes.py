"""Run next to the student's code: they gather evidence and hold no answer."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from grader.remote import probe


@probe
def forward(op: Any, arrays: list[Any], constants: dict[str, Any]) -> tuple[Any, Callable[[Any], Any]]:
    """The operation's value, and a function that carries a gradient back through it."""
    ctx: dict[str, Any] = {}
    value = op.forward(ctx, *arrays, **constants)
    return value, lambda grad: op.backward(ctx, grad)


@probe
def there_and_back(op: Any, constants: dict[str, Any]) -> Callable[..., Any]:
    """A function of operands and a gradient that does both, so that what it does to them can be observed."""

    def call(*arrays: Any) -> Any:
        ctx: dict[str, Any] = {}
        value = op.forward(ctx, *arrays[:-1], **constants)
        return value, op.backward(ctx, arrays[-1])

    return call


@probe
def read_only(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call the function with every array among its arguments read-only."""
    for argument in arguments:
        if isinstance(argument, np.ndarray):
            argument.setflags(write=False)
    return function(*arguments)


@probe
def softsign(op: Any, container: str = "bare") -> Any:
    """An operation of one operand, whose gradient is a bare array, or alone in a tuple or a list."""

    class Softsign(op):  # type: ignore[misc]  # known when it runs
        @staticmethod
        def forward(ctx: dict[str, Any], x: Any) -> Any:
            ctx["x"] = x
            return x / (1 + np.abs(x))

        @staticmethod
        def backward(ctx: dict[str, Any], grad: Any) -> Any:
            of_x = grad / (1 + np.abs(ctx["x"])) ** 2
            return of_x if container == "bare" else [of_x] if container == "list" else (of_x,)

    return Softsign


@probe
def weighted_distance(op: Any, container: str) -> Any:
    """An operation of two operands and a constant, whose gradients are a tuple or a list."""

    class WeightedDistance(op):  # type: ignore[misc]  # known when it runs
        @staticmethod
        def forward(ctx: dict[str, Any], x: Any, y: Any, weight: float = 1.0) -> Any:
            ctx["x"], ctx["y"], ctx["weight"] = x, y, weight
            return weight * (x - y) ** 2

        @staticmethod
        def backward(ctx: dict[str, Any], grad: Any) -> Any:
            of_x = 2 * ctx["weight"] * grad * (ctx["x"] - ctx["y"])
            return [of_x, -of_x] if container == "list" else (of_x, -of_x)

    return WeightedDistance


@probe
def weighted_mean(op: Any) -> Any:
    """An operation of three operands."""

    class WeightedMean(op):  # type: ignore[misc]  # known when it runs
        @staticmethod
        def forward(ctx: dict[str, Any], x: Any, y: Any, share: Any) -> Any:
            ctx["x"], ctx["y"], ctx["share"] = x, y, share
            return share * x + (1 - share) * y

        @staticmethod
        def backward(ctx: dict[str, Any], grad: Any) -> Any:
            return grad * ctx["share"], grad * (1 - ctx["share"]), grad * (ctx["x"] - ctx["y"])

    return WeightedMean


@probe
def same_gradient_for_both(op: Any) -> Any:
    """A sum whose gradients are one and the same array, the incoming one."""

    class Plus(op):  # type: ignore[misc]  # known when it runs
        @staticmethod
        def forward(_ctx: dict[str, Any], x: Any, y: Any) -> Any:
            return x + y

        @staticmethod
        def backward(_ctx: dict[str, Any], grad: Any) -> Any:
            return grad, grad

    return Plus


@probe
def of_operator(name: str, *arguments: Any, **keywords: Any) -> Any:
    """A function of Python's module `operator`, so that what an operator does can be observed like a call.

    With arguments what it makes of them: of_operator("methodcaller", "sum", axis=1) is a function of a node.
    """
    function = getattr(operator, name)
    return function(*arguments, **keywords) if arguments else function


@probe
def chain(node: Any, length: int, factor: float) -> Any:
    """The node at the end of so many operations, one after the other: times the factor, plus the node, in turn.

    What came before is the first operand and the second one, in turns as well.
    """
    steps = (lambda end: end * factor, lambda end: end + node, lambda end: factor * end, lambda end: node + end)
    end = node
    for step in range(length):
        end = steps[step % 4](end)
    return end


@probe
def go_back(node: Any, weights: Any) -> None:
    """Backward from the weighted sum of the node's entries: in one call what is tried hundreds of times."""
    (node * weights).sum().backward()


@probe
def overwrite_gradient(nodes: list[Any], index: int) -> tuple[list[Any], list[Any]]:
    """The gradients of all nodes before and after that of one was changed in place, if it can be."""
    before = [np.array(node.grad) for node in nodes]
    grad = nodes[index].grad
    if isinstance(grad, np.ndarray) and grad.flags.writeable:
        grad *= -3.0
    return before, [node.grad for node in nodes]


@probe
def parameters(model: Any) -> list[Any]:
    """The values of the model's parameters, in its order."""
    return [parameter.value for parameter in model.parameters()]


@probe
def gradients(model: Any) -> list[Any]:
    """The gradients of the model's parameters, in its order."""
    return [parameter.grad for parameter in model.parameters()]


@probe
def set_parameters(model: Any, values: list[Any]) -> None:
    """Give the model's parameters these values, in its order."""
    for parameter, value in zip(model.parameters(), values, strict=True):
        parameter.value = value
