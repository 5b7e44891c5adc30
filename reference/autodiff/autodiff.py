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
    ### BEGIN SOLUTION
    new = grad.ndim - len(shape)
    stretched = tuple(new + axis for axis, length in enumerate(shape) if length == 1)
    return np.asarray(grad.sum(axis=(*range(new), *stretched)).reshape(shape))
    ### END SOLUTION


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
        ### BEGIN SOLUTION
        ctx: Context = {}
        value = cls.forward(ctx, *(node.value for node in nodes), **constants)
        return Node(value, nodes, cls, ctx)
        ### END SOLUTION


# %% [markdown]
# ### Arithmetic


# %%
class Add(Op):
    r"""$y = a + b$"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["shapes"] = a.shape, b.shape
        return np.asarray(a + b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G, \quad \partial E/\partial b = G$"""
        ### BEGIN SOLUTION
        shape_a, shape_b = ctx["shapes"]
        return unbroadcast(grad, shape_a), unbroadcast(grad, shape_b)
        ### END SOLUTION


class Subtract(Op):
    r"""$y = a - b$"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["shapes"] = a.shape, b.shape
        return np.asarray(a - b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G, \quad \partial E/\partial b = -G$"""
        ### BEGIN SOLUTION
        shape_a, shape_b = ctx["shapes"]
        return unbroadcast(grad, shape_a), unbroadcast(-grad, shape_b)
        ### END SOLUTION


class Multiply(Op):
    r"""$y = a \odot b$, entry by entry"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["operands"] = a, b
        return np.asarray(a * b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G \odot b, \quad \partial E/\partial b = G \odot a$"""
        ### BEGIN SOLUTION
        a, b = ctx["operands"]
        return unbroadcast(grad * b, a.shape), unbroadcast(grad * a, b.shape)
        ### END SOLUTION


class Divide(Op):
    r"""$y = a / b$, entry by entry"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["operands"] = a, b
        return np.asarray(a / b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G / b, \quad \partial E/\partial b = -G \odot a / b^2$"""
        ### BEGIN SOLUTION
        a, b = ctx["operands"]
        return unbroadcast(grad / b, a.shape), unbroadcast(-grad * a / b**2, b.shape)
        ### END SOLUTION


class Power(Op):
    r"""$y = a^b$, entry by entry"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["operands"] = a, b
        return np.asarray(a**b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial a = G \odot b\, a^{b-1}, \quad \partial E/\partial b = G \odot a^b \ln a$

        Where the base is not positive, $a^b$ is defined for whole exponents alone, and has no derivative with respect
        to the exponent: 0 stands there. Where the exponent is 0 the value is 1 for every base, also for 0.
        """
        ### BEGIN SOLUTION
        a, b = ctx["operands"]
        of_base = b * a ** np.where(b == 0, 0.0, b - 1)
        positive = a > 0
        of_exponent = np.where(positive, a**b * np.log(np.where(positive, a, 1.0)), 0.0)
        return unbroadcast(grad * of_base, a.shape), unbroadcast(grad * of_exponent, b.shape)
        ### END SOLUTION


class MatMul(Op):
    r"""$Y = A B$, as `np.matmul` has it: for stacks of matrices, too, and with vectors on either side"""

    @staticmethod
    def forward(ctx: Context, a: Array, b: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["operands"] = a, b
        return np.asarray(a @ b)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> tuple[Array, Array]:
        r"""$\partial E/\partial A = G B^\top, \quad \partial E/\partial B = A^\top G$

        A vector on the left counts as one row, one on the right as one column, and the axis that they were lent is
        not in the result: it is put in before, and taken out after. Leading axes are broadcast.
        """
        ### BEGIN SOLUTION
        a, b = ctx["operands"]
        rows = a[np.newaxis, :] if a.ndim == 1 else a
        columns = b[:, np.newaxis] if b.ndim == 1 else b
        if b.ndim == 1:
            grad = grad[..., np.newaxis]
        if a.ndim == 1:
            grad = np.expand_dims(grad, -2)
        of_a = unbroadcast(grad @ np.swapaxes(columns, -1, -2), rows.shape)
        of_b = unbroadcast(np.swapaxes(rows, -1, -2) @ grad, columns.shape)
        return of_a.reshape(a.shape), of_b.reshape(b.shape)
        ### END SOLUTION


# %% [markdown]
# ### Functions of one array, entry by entry


# %%
class Exp(Op):
    r"""$y = e^x$"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["y"] = np.exp(x)
        return np.asarray(ctx["y"])
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x = G \odot y$"""
        ### BEGIN SOLUTION
        return np.asarray(grad * ctx["y"])
        ### END SOLUTION


class Log(Op):
    r"""$y = \ln x$, for positive x"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["x"] = x
        return np.asarray(np.log(x))
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x = G / x$"""
        ### BEGIN SOLUTION
        return np.asarray(grad / ctx["x"])
        ### END SOLUTION


class ReLU(Op):
    r"""$y = \max(0, x)$"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        ### BEGIN SOLUTION
        ctx["positive"] = x > 0
        return np.maximum(x, 0)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x = G \odot [x > 0]$"""
        ### BEGIN SOLUTION
        return np.asarray(grad * ctx["positive"])
        ### END SOLUTION


class Sigmoid(Op):
    r"""$y = 1 / (1 + e^{-x})$"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        r"""Computed from $e^{-|x|}$, which cannot overflow: $y = 1/(1 + e^{-x}) = e^x/(1 + e^x)$."""
        ### BEGIN SOLUTION
        small = np.exp(-np.abs(x))
        ctx["y"] = np.where(x >= 0, 1, small) / (1 + small)
        return np.asarray(ctx["y"])
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x = G \odot y\,(1 - y)$"""
        ### BEGIN SOLUTION
        y = ctx["y"]
        return np.asarray(grad * y * (1 - y))
        ### END SOLUTION


class LogSoftmax(Op):
    r"""$y_k = x_k - \ln \sum_j e^{x_j}$, along the last axis"""

    @staticmethod
    def forward(ctx: Context, x: Array) -> Array:
        r"""The largest entry is subtracted first: nothing overflows, and the sum is at least 1."""
        ### BEGIN SOLUTION
        shifted = x - x.max(axis=-1, keepdims=True)
        ctx["y"] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
        return np.asarray(ctx["y"])
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        r"""$\partial E/\partial x_k = G_k - e^{y_k} \sum_j G_j$

        since $\partial y_j/\partial x_k = [j = k] - e^{y_k}$: every entry of a row depends on all of them.
        """
        ### BEGIN SOLUTION
        return np.asarray(grad - np.exp(ctx["y"]) * grad.sum(axis=-1, keepdims=True))
        ### END SOLUTION


# %% [markdown]
# ### Reductions and changes of shape
#
# `axis` is None (all axes), an int or a tuple of one or more ints, counted from the end if negative.


# %%
Axes = int | tuple[int, ...] | None


### BEGIN SOLUTION
def spread(reduced: Array, shape: tuple[int, ...], axis: Axes) -> Array:
    """Broadcast what a reduction of an array of shape `shape` over `axis` gave to that shape."""
    axes = range(len(shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
    gone = {each % len(shape) for each in axes}
    kept = tuple(1 if each in gone else length for each, length in enumerate(shape))
    return np.broadcast_to(reduced.reshape(kept), shape)


### END SOLUTION
class Sum(Op):
    r"""$y = \sum x$ over `axis`"""

    @staticmethod
    def forward(ctx: Context, x: Array, axis: Axes = None, keepdims: bool = False) -> Array:
        ### BEGIN SOLUTION
        ctx["shape"], ctx["axis"] = x.shape, axis
        return np.asarray(x.sum(axis=axis, keepdims=keepdims))
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        """Every entry gets the gradient of the sum that it went into."""
        ### BEGIN SOLUTION
        return spread(grad, ctx["shape"], ctx["axis"])
        ### END SOLUTION


class Mean(Op):
    r"""$y = \frac{1}{n} \sum x$ over `axis`, n entries at a time"""

    @staticmethod
    def forward(ctx: Context, x: Array, axis: Axes = None, keepdims: bool = False) -> Array:
        ### BEGIN SOLUTION
        y = np.asarray(x.mean(axis=axis, keepdims=keepdims))
        ctx["shape"], ctx["axis"], ctx["n"] = x.shape, axis, x.size // y.size
        return y
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        """Every entry gets 1/n of the gradient of the mean that it went into."""
        ### BEGIN SOLUTION
        return spread(grad / ctx["n"], ctx["shape"], ctx["axis"])
        ### END SOLUTION


class Max(Op):
    r"""$y = \max x$ over `axis`"""

    @staticmethod
    def forward(ctx: Context, x: Array, axis: Axes = None, keepdims: bool = False) -> Array:
        ### BEGIN SOLUTION
        y = np.asarray(x.max(axis=axis, keepdims=keepdims))
        largest = x == spread(y, x.shape, axis)
        ctx["axis"], ctx["shares"] = axis, largest / largest.sum(axis=axis, keepdims=True)
        return y
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        """The gradient goes to the largest entry; entries that are equally large share it."""
        ### BEGIN SOLUTION
        shares = ctx["shares"]
        return np.asarray(spread(grad, shares.shape, ctx["axis"]) * shares)
        ### END SOLUTION


class Reshape(Op):
    """The same entries in the same order, in another shape"""

    @staticmethod
    def forward(ctx: Context, x: Array, shape: tuple[int, ...]) -> Array:
        ### BEGIN SOLUTION
        ctx["shape"] = x.shape
        return x.reshape(shape)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        ### BEGIN SOLUTION
        return grad.reshape(ctx["shape"])
        ### END SOLUTION


class Transpose(Op):
    """The same entries with the axes in another order: axis i of the result is axis `axes[i]` of the operand"""

    @staticmethod
    def forward(ctx: Context, x: Array, axes: tuple[int, ...] | None = None) -> Array:
        ### BEGIN SOLUTION
        ctx["axes"] = range(x.ndim)[::-1] if axes is None else [axis % x.ndim for axis in axes]
        return x.transpose(axes)
        ### END SOLUTION

    @staticmethod
    def backward(ctx: Context, grad: Array) -> Array:
        """The inverse of the permutation: `argsort` says where each axis came from."""
        ### BEGIN SOLUTION
        return grad.transpose(np.argsort(ctx["axes"]))
        ### END SOLUTION


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
        ### BEGIN SOLUTION
        array = np.asarray(value)
        self.value: Array = array if array.dtype.kind == "f" else array.astype(np.float64)
        self.grad: Array | None = None
        self.parents = tuple(parents)
        self.op = op
        self.ctx: Context = {} if ctx is None else ctx
        ### END SOLUTION

    @property
    def shape(self) -> tuple[int, ...]:
        ### BEGIN SOLUTION
        return self.value.shape
        ### END SOLUTION

    def __add__(self, other: Node | ArrayLike) -> Node:
        return Add.apply(self, as_node(other))

    def __radd__(self, other: ArrayLike) -> Node:
        return Add.apply(as_node(other), self)

    ### BEGIN SOLUTION
    def __sub__(self, other: Node | ArrayLike) -> Node:
        return Subtract.apply(self, as_node(other))

    def __rsub__(self, other: ArrayLike) -> Node:
        return Subtract.apply(as_node(other), self)

    def __mul__(self, other: Node | ArrayLike) -> Node:
        return Multiply.apply(self, as_node(other))

    def __rmul__(self, other: ArrayLike) -> Node:
        return Multiply.apply(as_node(other), self)

    def __truediv__(self, other: Node | ArrayLike) -> Node:
        return Divide.apply(self, as_node(other))

    def __rtruediv__(self, other: ArrayLike) -> Node:
        return Divide.apply(as_node(other), self)

    def __matmul__(self, other: Node | ArrayLike) -> Node:
        return MatMul.apply(self, as_node(other))

    def __rmatmul__(self, other: ArrayLike) -> Node:
        return MatMul.apply(as_node(other), self)

    def __pow__(self, other: Node | ArrayLike) -> Node:
        return Power.apply(self, as_node(other))

    def __rpow__(self, other: ArrayLike) -> Node:
        return Power.apply(as_node(other), self)

    def __neg__(self) -> Node:
        return Multiply.apply(self, as_node(-1.0))

    ### END SOLUTION
    def sum(self, axis: Axes = None, keepdims: bool = False) -> Node:
        return Sum.apply(self, axis=axis, keepdims=keepdims)

    ### BEGIN SOLUTION
    def mean(self, axis: Axes = None, keepdims: bool = False) -> Node:
        return Mean.apply(self, axis=axis, keepdims=keepdims)

    def max(self, axis: Axes = None, keepdims: bool = False) -> Node:
        return Max.apply(self, axis=axis, keepdims=keepdims)

    def reshape(self, *shape: int) -> Node:
        return Reshape.apply(self, shape=shape)

    def transpose(self, *axes: int) -> Node:
        return Transpose.apply(self, axes=axes or None)

    @property
    def T(self) -> Node:  # noqa: N802 - as NumPy calls it
        return self.transpose()

    def exp(self) -> Node:
        return Exp.apply(self)

    def log(self) -> Node:
        return Log.apply(self)

    def relu(self) -> Node:
        return ReLU.apply(self)

    def sigmoid(self) -> Node:
        return Sigmoid.apply(self)

    ### END SOLUTION
    def backward(self) -> None:
        r"""Add the derivative of this node, a single number, to the `grad` of every leaf that it was computed from.

        $$\frac{\partial E}{\partial x} = \sum_{y \text{ computed from } x}
            \frac{\partial E}{\partial y} \frac{\partial y}{\partial x}$$

        A node's gradient is whole once *all* nodes computed from it have been dealt with. So the graph is walked from
        the end to the beginning, each node once, and after all that it went into.
        """
        ### BEGIN SOLUTION
        if self.value.size != 1:
            raise ValueError(f"backward starts from a single number, not from shape {self.shape}")
        upstream: dict[int, Array] = {id(self): np.ones_like(self.value)}
        for node in reversed(topological_order(self)):
            grad = upstream.pop(id(node))
            # new arrays throughout: the same one may have come for several nodes
            node.grad = grad.copy() if node.grad is None else node.grad + grad
            if node.op is None:
                continue
            found = node.op.backward(node.ctx, grad)
            shares = found if isinstance(found, tuple | list) else [found]
            for parent, share in zip(node.parents, shares, strict=True):
                known = upstream.get(id(parent))
                upstream[id(parent)] = share if known is None else known + share
        ### END SOLUTION


def as_node(value: Node | ArrayLike) -> Node:
    """The node itself; a number or an array becomes a leaf."""
    return value if isinstance(value, Node) else Node(value)


### BEGIN SOLUTION
def topological_order(root: Node) -> list[Node]:
    """All nodes that `root` was computed from, and itself, each after its parents.

    A stack instead of recursion: a chain of operations may be longer than Python's stack is deep. A node is met
    twice, first to put its parents on top of it, then, when they are done, to be written down.
    """
    order: list[Node] = []
    met: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, parents_done = stack.pop()
        if parents_done:
            order.append(node)
        elif id(node) not in met:
            met.add(id(node))
            stack.append((node, True))
            stack.extend((parent, False) for parent in node.parents)
    return order


### END SOLUTION
def zero_grad(nodes: Iterable[Node]) -> None:
    """Forget the nodes' gradients, so that the next backward pass begins anew."""
    ### BEGIN SOLUTION
    for node in nodes:
        node.grad = None
    ### END SOLUTION


# %% [markdown]
# ## Networks


# %%
def cross_entropy(logits: Node, targets: ArrayLike) -> Node:
    r"""The mean over the batch of $-\ln p_{n t_n}$, for logits (N, K) and N integer targets: a node of size 1.

    $$E = -\frac{1}{N} \sum_n \sum_k [k = t_n] \, \operatorname{logsoftmax}(a_n)_k$$
    """
    ### BEGIN SOLUTION
    count, classes = logits.shape
    one_hot = np.eye(classes)[np.asarray(targets)]
    of_targets = Multiply.apply(LogSoftmax.apply(logits), Node(one_hot))
    return of_targets.sum() / -count
    ### END SOLUTION


class Linear:
    r"""A layer $y = x W^\top + b$, for a batch x of shape (N, in_features)."""

    def __init__(self, in_features: int, out_features: int, rng: np.random.Generator) -> None:
        r"""Draw the weights from `rng`, with variance $2 / \text{fan-in}$ (He et al., 2015); biases start at 0."""
        ### BEGIN SOLUTION
        scale = np.sqrt(2.0 / in_features)
        self.weight = Node(scale * rng.standard_normal((out_features, in_features)))
        self.bias = Node(np.zeros(out_features))
        ### END SOLUTION

    def __call__(self, x: Node | ArrayLike) -> Node:
        ### BEGIN SOLUTION
        return as_node(x) @ self.weight.T + self.bias
        ### END SOLUTION

    def parameters(self) -> list[Node]:
        return [self.weight, self.bias]


class MLP:
    """Linear layers of sizes `sizes`, with an activation between them, and none after the last."""

    def __init__(self, sizes: Sequence[int], rng: np.random.Generator, activation: str = "relu") -> None:
        ### BEGIN SOLUTION
        if activation not in ("relu", "sigmoid"):
            raise ValueError(f'activation is "relu" or "sigmoid", not {activation!r}')
        self.layers = [Linear(fan_in, fan_out, rng) for fan_in, fan_out in pairwise(sizes)]
        self.activation = activation
        ### END SOLUTION

    def __call__(self, x: Node | ArrayLike) -> Node:
        """The outputs for a batch x of shape (N, sizes[0]): shape (N, sizes[-1])."""
        ### BEGIN SOLUTION
        hidden = as_node(x)
        for layer in self.layers[:-1]:
            hidden = layer(hidden).relu() if self.activation == "relu" else layer(hidden).sigmoid()
        return self.layers[-1](hidden)
        ### END SOLUTION

    def parameters(self) -> list[Node]:
        """The weights and biases of all layers."""
        ### BEGIN SOLUTION
        return [parameter for layer in self.layers for parameter in layer.parameters()]
        ### END SOLUTION


# %% [markdown]
# ## Training


# %%
class SGD:
    r"""Gradient descent with momentum: $v \leftarrow \mu v + g, \quad p \leftarrow p - \text{lr} \cdot v$.

    A velocity v, at first 0, for every parameter p. With $\mu = 0$ it is plain gradient descent; with $\mu = 0.9$ what
    successive gradients have in common is amplified tenfold, and what changes from one to the next averages out.
    """

    def __init__(self, params: Iterable[Node], lr: float, momentum: float = 0.0) -> None:
        ### BEGIN SOLUTION
        self.params = list(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [np.zeros_like(parameter.value) for parameter in self.params]
        ### END SOLUTION

    def step(self) -> None:
        """Move every parameter by its gradient, as said above."""
        ### BEGIN SOLUTION
        for index, parameter in enumerate(self.params):
            if parameter.grad is None:
                continue
            self.velocities[index] = self.momentum * self.velocities[index] + parameter.grad
            parameter.value = parameter.value - self.lr * self.velocities[index]
        ### END SOLUTION

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters."""
        ### BEGIN SOLUTION
        zero_grad(self.params)
        ### END SOLUTION


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
    ### BEGIN SOLUTION
    labels = np.asarray(y)
    history: History = {"train_loss": []}
    for _ in range(epochs):
        order = rng.permutation(len(x))
        total = 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss = cross_entropy(model(x[batch]), labels[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.value.item() * len(batch)
        history["train_loss"].append(total / len(x))
    return history
    ### END SOLUTION


def compare_activations(x: Array, y: ArrayLike, x_val: Array, y_val: ArrayLike, seed: int) -> dict[str, History]:
    """Train two networks that differ in their activation alone: a history for "relu" and one for "sigmoid".

    Validation loss and accuracy are measured after each epoch, on data that is used for nothing else. The comparison is
    fair where both begin with the same weights and see the same batches.
    """
    ### BEGIN SOLUTION
    labels, labels_val = np.asarray(y), np.asarray(y_val)
    sizes = (x.shape[1], 64, 32, int(labels.max()) + 1)
    histories = {}
    for activation in ("relu", "sigmoid"):
        rng = np.random.default_rng(seed)
        model = MLP(sizes, rng, activation)
        optimizer = SGD(model.parameters(), lr=0.05, momentum=0.9)
        history: History = {"train_loss": [], "val_loss": [], "val_accuracy": []}
        for _ in range(8):
            history["train_loss"] += train(model, x, labels, rng, 1, 32, optimizer)["train_loss"]
            logits = model(x_val)
            history["val_loss"].append(cross_entropy(logits, labels_val).value.item())
            history["val_accuracy"].append(float(np.mean(logits.value.argmax(axis=1) == labels_val)))
        histories[activation] = history
    return histories
    ### END SOLUTION
