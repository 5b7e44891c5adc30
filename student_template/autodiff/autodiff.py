# %% [markdown]
# # Automatic differentiation in NumPy
#
# A small library in three layers. An *operation* knows how to compute one thing and how to carry a gradient back
# through it. A *node* is a value together with how it was computed; nodes form a graph, and `backward` walks it once,
# from the end to the beginning. *Networks* and their training are written on top, without a derivative in sight.
#
# README.md says precisely what each class and function must do.

# %%
from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Context = dict[str, Any]
History = dict[str, list[float]]

# %% [markdown]
# ## Operations
#
# Each is a class of two static functions. `forward(ctx, *arrays, **constants)` computes the value, and leaves in the
# dict `ctx` what the way back needs. `backward(ctx, grad)` is given the gradient of some loss E with respect to that
# value, and returns that with respect to each array: a *vector-Jacobian product*. Below, G is `grad`, ∂E/∂y.


# %%
def unbroadcast(grad: Array, shape: tuple[int, ...]) -> Array:
    r"""Sum `grad` over the axes along which an array of shape `shape` was broadcast to the shape of `grad`.

    Broadcasting copies an entry to many places; its gradient is the sum over all of them. An axis that the array did
    not have is summed away, one where it had length 1 is summed to length 1.
    """
    raise NotImplementedError("unbroadcast: sum `grad` over the axes along which an array of shape `shape` was…")


class Op:
    """An operation: what it computes, and how a gradient goes back through it. Subclasses define both."""

    @staticmethod
    def forward(ctx: Context, *args: Any, **constants: Any) -> Array:
        """The value, from the operands' arrays; what `backward` needs of them goes into `ctx`."""
        raise NotImplementedError("an operation defines forward")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Any:
        """The gradient for each operand, of its shape: a tuple or list, or a bare array if there is one operand."""
        raise NotImplementedError("an operation defines backward")

    @classmethod
    def apply(cls, *nodes: Node, **constants: Any) -> Node:
        """Compute the operation on the nodes' values; the result is a node that knows where it came from."""
        raise NotImplementedError("Op.apply: compute the operation on the nodes' values; the result is a node that…")


# %% [markdown]
# ### Arithmetic


# %%
class Add(Op):
    r"""$y = a + b$"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        raise NotImplementedError("Add.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G, \quad \partial E/\partial b = G$"""
        raise NotImplementedError("Add.backward: write this function")


class Subtract(Op):
    r"""$y = a - b$"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        raise NotImplementedError("Subtract.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G, \quad \partial E/\partial b = -G$"""
        raise NotImplementedError("Subtract.backward: write this function")


class Multiply(Op):
    r"""$y = a \odot b$, entry by entry"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        raise NotImplementedError("Multiply.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G \odot b, \quad \partial E/\partial b = G \odot a$"""
        raise NotImplementedError("Multiply.backward: write this function")


class Divide(Op):
    r"""$y = a / b$, entry by entry"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        raise NotImplementedError("Divide.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G / b, \quad \partial E/\partial b = -G \odot a / b^2$"""
        raise NotImplementedError("Divide.backward: write this function")


class Power(Op):
    r"""$y = a^b$, entry by entry"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        raise NotImplementedError("Power.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G \odot b\, a^{b-1}, \quad \partial E/\partial b = G \odot a^b \ln a$

        Where the base is not positive, $a^b$ is defined for whole exponents alone, and has no derivative with respect
        to the exponent: 0 stands there. Where the exponent is 0 the value is 1 for every base, also for 0.
        """
        raise NotImplementedError("Power.backward: write this function")


class MatMul(Op):
    r"""$Y = A B$, as `np.matmul` has it: for stacks of matrices, too, and with vectors on either side"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        raise NotImplementedError("MatMul.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial A = G B^\top, \quad \partial E/\partial B = A^\top G$

        A vector on the left counts as one row, one on the right as one column, and the axis that they were lent is
        not in the result: it is put in before, and taken out after. Leading axes are broadcast.
        """
        raise NotImplementedError("MatMul.backward: write this function")


# %% [markdown]
# ### Functions of one array, entry by entry


# %%
class Exp(Op):
    r"""$y = e^x$"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        raise NotImplementedError("Exp.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x = G \odot y$"""
        raise NotImplementedError("Exp.backward: write this function")


class Log(Op):
    r"""$y = \ln x$, for positive x"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        raise NotImplementedError("Log.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x = G / x$"""
        raise NotImplementedError("Log.backward: write this function")


class ReLU(Op):
    r"""$y = \max(0, x)$"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        raise NotImplementedError("ReLU.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x = G \odot [x > 0]$"""
        raise NotImplementedError("ReLU.backward: write this function")


class Sigmoid(Op):
    r"""$y = 1 / (1 + e^{-x})$"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        r"""Computed from $e^{-|x|}$, which cannot overflow: $y = 1/(1 + e^{-x}) = e^x/(1 + e^x)$."""
        raise NotImplementedError("Sigmoid.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x = G \odot y\,(1 - y)$"""
        raise NotImplementedError("Sigmoid.backward: write this function")


class LogSoftmax(Op):
    r"""$y_k = x_k - \ln \sum_j e^{x_j}$, along the last axis"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        r"""The largest entry is subtracted first: nothing overflows, and the sum is at least 1."""
        raise NotImplementedError("LogSoftmax.forward: the largest entry is subtracted first: nothing overflows, and…")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x_k = G_k - e^{y_k} \sum_j G_j$

        since $\partial y_j/\partial x_k = [j = k] - e^{y_k}$: every entry of a row depends on all of them.
        """
        raise NotImplementedError("LogSoftmax.backward: write this function")


# %% [markdown]
# ### Reductions and changes of shape
#
# `axis` is None (all axes), an int or a tuple of one or more ints, counted from the end if negative.


# %%
Axes = int | tuple[int, ...] | None


class Sum(Op):
    r"""$y = \sum x$ over `axis`"""

    @staticmethod
    def forward(ctx: Context, x: Array, axis: Axes = None, keepdims: bool = False) -> Array:
        raise NotImplementedError("Sum.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        """Every entry gets the gradient of the sum that it went into."""
        raise NotImplementedError("Sum.backward: every entry gets the gradient of the sum that it went into")


class Mean(Op):
    r"""$y = \frac{1}{n} \sum x$ over `axis`, n entries at a time"""

    @staticmethod
    def forward(ctx: Context, x: Array, axis: Axes = None, keepdims: bool = False) -> Array:
        raise NotImplementedError("Mean.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        """Every entry gets 1/n of the gradient of the mean that it went into."""
        raise NotImplementedError("Mean.backward: every entry gets 1/n of the gradient of the mean that it went into")


class Max(Op):
    r"""$y = \max x$ over `axis`"""

    @staticmethod
    def forward(ctx: Context, x: Array, axis: Axes = None, keepdims: bool = False) -> Array:
        raise NotImplementedError("Max.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        """The gradient goes to the largest entry; entries that are equally large share it."""
        raise NotImplementedError("Max.backward: the gradient goes to the largest entry; entries that are equally…")


class Reshape(Op):
    """The same entries in the same order, in another shape"""

    @staticmethod
    def forward(ctx: Context, x: Array, shape: tuple[int, ...]) -> Array:
        raise NotImplementedError("Reshape.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        raise NotImplementedError("Reshape.backward: write this function")


class Transpose(Op):
    """The same entries with the axes in another order: axis i of the result is axis `axes[i]` of the operand"""

    @staticmethod
    def forward(ctx: Context, x: Array, axes: tuple[int, ...] | None = None) -> Array:
        raise NotImplementedError("Transpose.forward: write this function")

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        """The inverse of the permutation: `argsort` says where each axis came from."""
        raise NotImplementedError("Transpose.backward: the inverse of the permutation: `argsort` says where each…")


# %% [markdown]
# ## Nodes


# %%
class Node:
    """A value, and how it was computed: by the operation `op` from the values of `parents`.

    A leaf, which is made from an array or a number, has neither. Every operator and method makes a new node.
    """

    __array_ufunc__ = None  # NumPy then leaves `array + node` to the node

    def __init__(
        self,
        value: ArrayLike,
        parents: Sequence[Node] = (),
        op: type[Op] | None = None,
        ctx: Context | None = None,
    ) -> None:
        raise NotImplementedError("Node.__init__: write this function")

    @property
    def shape(self) -> tuple[int, ...]:
        raise NotImplementedError("Node.shape: write this function")

    def __add__(self, other: Node | ArrayLike) -> Node:
        return Add.apply(self, as_node(other))

    def __radd__(self, other: ArrayLike) -> Node:
        return Add.apply(as_node(other), self)

    def sum(self, axis: Axes = None, keepdims: bool = False) -> Node:
        return Sum.apply(self, axis=axis, keepdims=keepdims)

    def backward(self) -> None:
        r"""Add the derivative of this node, a single number, to the `grad` of every leaf that it was computed from.

        $$\frac{\partial E}{\partial x} = \sum_{y \text{ computed from } x}
            \frac{\partial E}{\partial y} \frac{\partial y}{\partial x}$$

        A node's gradient is whole once *all* nodes computed from it have been dealt with. So the graph is walked from
        the end to the beginning, each node once, and after all that it went into.
        """
        raise NotImplementedError("Node.backward: add the derivative of this node, a single number, to the `grad` of…")


def as_node(value: Node | ArrayLike) -> Node:
    """The node itself; a number or an array becomes a leaf."""
    return value if isinstance(value, Node) else Node(value)


def zero_grad(nodes: Iterable[Node]) -> None:
    """Forget the nodes' gradients, so that the next backward pass begins anew."""
    raise NotImplementedError("zero_grad: forget the nodes' gradients, so that the next backward pass begins anew")


# %% [markdown]
# ## Networks


# %%
def cross_entropy(logits: Node, targets: ArrayLike) -> Node:
    r"""The mean over the batch of $-\ln p_{n t_n}$, for logits (N, K) and N integer targets: a node of size 1.

    $$E = -\frac{1}{N} \sum_n \sum_k [k = t_n] \, \operatorname{logsoftmax}(a_n)_k$$
    """
    raise NotImplementedError("cross_entropy: write this function")


class Linear:
    r"""A layer $y = x W^\top + b$, for a batch x of shape (N, in_features)."""

    def __init__(self, in_features: int, out_features: int, rng: np.random.Generator) -> None:
        r"""Draw the weights from `rng`, with variance $2 / \text{fan-in}$ (He et al., 2015); biases start at 0."""
        raise NotImplementedError("Linear.__init__: write this function")

    def __call__(self, x: Node | ArrayLike) -> Node:
        raise NotImplementedError("Linear.__call__: write this function")

    def parameters(self) -> list[Node]:
        return [self.weight, self.bias]


class MLP:
    """Linear layers of sizes `sizes`, with an activation between them, and none after the last."""

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator, activation: str = "relu") -> None:
        raise NotImplementedError("MLP.__init__: write this function")

    def __call__(self, x: Node | ArrayLike) -> Node:
        """The outputs for a batch x of shape (N, sizes[0]): shape (N, sizes[-1])."""
        raise NotImplementedError("MLP.__call__: the outputs for a batch x of shape (N, sizes[0]): shape (N,…")

    def parameters(self) -> list[Node]:
        """The weights and biases of all layers."""
        raise NotImplementedError("MLP.parameters: the weights and biases of all layers")


# %% [markdown]
# ## Training


# %%
class SGD:
    r"""Gradient descent with momentum: $v \leftarrow \mu v + g, \quad p \leftarrow p - \text{lr} \cdot v$.

    A velocity v, at first 0, for every parameter p. With $\mu = 0$ it is plain gradient descent; with $\mu = 0.9$ what
    successive gradients have in common is amplified tenfold, and what changes from one to the next averages out.
    """

    def __init__(self, params: Iterable[Node], lr: float, momentum: float = 0.0) -> None:
        raise NotImplementedError("SGD.__init__: write this function")

    def step(self) -> None:
        """Move every parameter by its gradient, as said above."""
        raise NotImplementedError("SGD.step: move every parameter by its gradient, as said above")

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        raise NotImplementedError("SGD.zero_grad: forget the gradients of all parameters")


def train(
    model: MLP,
    x: Array,
    y: ArrayLike,
    rng: np.random.Generator,
    epochs: int,
    batch_size: int,
    optimizer: SGD,
) -> History:
    """Train `model` on the images `x`, (N, D), and the labels `y`, (N,): `optimizer` makes one step a batch.

    Each epoch goes once through all examples in an order of its own. The history's `train_loss` is each epoch's mean
    loss, as it was met on the way.
    """
    raise NotImplementedError("train: train `model` on the images `x`, (N, D), and the labels `y`, (N,): `optimizer`…")


def compare_activations(x: Array, y: ArrayLike, x_val: Array, y_val: ArrayLike, seed: int) -> dict[str, History]:
    """Train two networks that differ in their activation alone: a history for "relu" and one for "sigmoid".

    Validation loss and accuracy are measured after each epoch, on data that is used for nothing else. The comparison is
    fair where both begin with the same weights and see the same batches.
    """
    raise NotImplementedError("compare_activations: train two networks that differ in their activation alone: a…")
