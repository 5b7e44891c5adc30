"""Operators on networks and their training: layers, gradients that are not reset, modes, shuffling, generators,
optimizers and schedules."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from grader.mutate.place import Place
from grader.mutate.syntax import called, keywords, last_name, nothing, parsed, renamed, without_argument

_GRADIENT_MODES = frozenset({"no_grad", "inference_mode"})
_PERMUTATIONS = frozenset({"permutation", "randperm", "permuted"})
_OPTIMIZERS = {"Adam": "SGD", "AdamW": "Adam", "SGD": "Adam", "RMSprop": "SGD"}
_OF_OPTIMIZERS = ("momentum", "weight_decay", "nesterov", "dampening", "betas")
_INITIAL = {
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "ones_like": "zeros_like",
    "zeros_": "ones_",
    "ones_": "zeros_",
    "standard_normal": "random",
    "randn": "rand",
    "normal_": "zero_",
}
_OWN_GENERATOR = "np.random.default_rng(0)"


def zero_grad(place: Place) -> Iterator[cst.CSTNode]:
    """optimizer.zero_grad() is dropped: gradients add up"""
    if "zero_grad" in _called_alone(place.node):
        yield nothing(place.node)


def mode(place: Place) -> Iterator[cst.CSTNode]:
    """net.eval() and net.train() are dropped, or the one is called for the other"""
    node = place.node
    if {"eval", "train"} & _called_alone(node):
        yield nothing(node)
    if isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and len(node.args) < 2:
        if called(node) == "eval":
            yield renamed(node, "train")
        if called(node) == "train" and isinstance(place.parent, cst.Expr):
            yield renamed(node.with_changes(args=[]), "eval")


def _called_alone(node: cst.CSTNode) -> set[str]:
    """The methods that a statement calls and does not use the result of."""
    if not isinstance(node, cst.SimpleStatementLine):
        return set()
    calls = [small.value for small in node.body if isinstance(small, cst.Expr)]
    return {called(call) for call in calls if isinstance(call, cst.Call) and isinstance(call.func, cst.Attribute)}


def no_grad(place: Place) -> Iterator[cst.CSTNode]:
    """with torch.no_grad(): → with torch.enable_grad():"""
    node = place.node
    if isinstance(node, cst.Call) and called(node) in _GRADIENT_MODES:
        yield renamed(node.with_changes(args=[]), "enable_grad")


def shuffle(place: Place) -> Iterator[cst.CSTNode]:
    """An order that is drawn and then sorted; shuffle=True → shuffle=False"""
    node = place.node
    if not isinstance(node, cst.Call):
        return
    if called(node) == "randperm":
        yield cst.Attribute(cst.Call(cst.Attribute(node, cst.Name("sort"))), cst.Name("values"))
    elif called(node) in _PERMUTATIONS:
        yield cst.Call(cst.parse_expression("np.sort"), [cst.Arg(node)])
    for index, argument in keywords(node, "shuffle"):
        if last_name(argument.value) == "True":
            arguments = list(node.args)
            arguments[index] = argument.with_changes(value=cst.Name("False"))
            yield node.with_changes(args=arguments)


def generator(place: Place) -> Iterator[cst.CSTNode]:
    """rng → a generator that is always the same, or the global one; generator=… is dropped"""
    node = place.node
    if isinstance(node, cst.Name) and node.value == "rng" and place.definition is not None:
        if isinstance(place.parent, cst.Attribute) and node is place.parent.value:
            yield parsed("np.random")
            yield parsed(_OWN_GENERATOR)
        if isinstance(place.parent, cst.Arg) and node is place.parent.value:
            yield parsed(_OWN_GENERATOR)
    if isinstance(node, cst.Call):
        for index, _ in keywords(node, "generator", "seed"):
            yield without_argument(node, index)


def optimizer(place: Place) -> Iterator[cst.CSTNode]:
    """Another optimizer, momentum or decay of weights that was not there, or is not there any more"""
    node = place.node
    if not isinstance(node, cst.Call) or called(node) not in _OPTIMIZERS:
        return
    given = [argument.keyword.value for argument in node.args if argument.keyword is not None]
    for index, _ in keywords(node, *_OF_OPTIMIZERS):
        yield without_argument(node, index)
    for name, value in (("momentum", "0.9"), ("weight_decay", "0.01")):
        if name not in given and (name != "momentum" or called(node) == "SGD"):
            added = cst.ensure_type(parsed(f"f({name}={value})"), cst.Call).args
            yield node.with_changes(args=[*node.args, *added])
    if not set(given) & set(_OF_OPTIMIZERS):
        yield renamed(node, _OPTIMIZERS[called(node)])


def schedule(place: Place) -> Iterator[cst.CSTNode]:
    """scheduler.step() is dropped; a rate that is computed becomes the one that it starts from"""
    node = place.node
    if "step" in _called_alone(node):
        yield nothing(node)
    if isinstance(node, cst.Call) and "rate" in called(node):
        for argument in node.args:
            if last_name(argument.value) in ("lr", "base_lr", "learning_rate"):
                yield argument.value


def initial_values(place: Place) -> Iterator[cst.CSTNode]:
    """zeros ↔ ones, normal → uniform in [0, 1)"""
    node = place.node
    if isinstance(node, cst.Call) and called(node) in _INITIAL:
        yield renamed(node, _INITIAL[called(node)])


def layer_dropped(place: Place) -> Iterator[cst.CSTNode]:
    """[a(), b()] → [b()], [a()], and the same in Sequential(…): a layer is left out"""
    node = place.node
    if isinstance(node, cst.List) and len(node.elements) > 1:
        for index, element in enumerate(node.elements):
            if isinstance(element.value, cst.Call):
                yield node.with_changes(elements=[one for other, one in enumerate(node.elements) if other != index])
    if isinstance(node, cst.Call) and called(node) == "Sequential":
        for index, argument in enumerate(node.args):
            if isinstance(argument.value, cst.Call):
                yield without_argument(node, index)
