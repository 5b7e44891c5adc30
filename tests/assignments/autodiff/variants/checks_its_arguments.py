# /// variant
# why = "every promise about arguments is kept"
# ///
"""Operations, networks and training insist on what the statement promises."""

import numpy as np


@classmethod
def op_apply(cls, *nodes, **constants):
    for node in nodes:
        if not isinstance(node, Node):
            raise TypeError(f"{cls.__name__}.apply is given a {type(node)}")
    ctx = {}
    return Node(cls.forward(ctx, *(node.value for node in nodes), **constants), nodes, cls, ctx)


Op.apply = op_apply


FLOATS = (np.ndarray, np.floating)  # NumPy computes a number, and no array, where there are no axes


def guarded(op):
    forward, backward = op.forward, op.backward

    def checked_forward(ctx, *arrays, **constants):
        if type(ctx) is not dict or ctx:
            raise TypeError("ctx is to be an empty dict")
        for array in arrays:
            if not isinstance(array, FLOATS) or array.dtype not in (np.float32, np.float64):
                raise TypeError(f"{op.__name__}.forward is given {type(array)}")
        axis = constants.get("axis")
        axes = () if axis is None else axis if type(axis) is tuple else (axis,)
        if not all(type(each) is int and -arrays[0].ndim <= each < arrays[0].ndim for each in axes):
            raise TypeError(f"axis is {axis!r}")
        if "shape" in constants and type(constants["shape"]) is not tuple:
            raise TypeError("shape is to be a tuple")
        value = forward(ctx, *arrays, **constants)
        ctx["shape of the value"] = np.shape(value)
        return value

    def checked_backward(ctx, grad):
        if not isinstance(grad, FLOATS) or grad.shape != ctx["shape of the value"]:
            raise TypeError(f"{op.__name__}.backward is given {type(grad)} of shape {np.shape(grad)}")
        return backward(ctx, grad)

    op.forward, op.backward = staticmethod(checked_forward), staticmethod(checked_backward)


def linear_call(self, x):
    if len(x.shape) != 2 or x.shape[1] != self.weight.shape[1]:
        raise ValueError(f"a layer for {self.weight.shape[1]} inputs is given {x.shape}")
    return as_node(x) @ self.weight.T + self.bias


Linear.__call__ = linear_call


def train(model, x, y, rng, epochs, batch_size, optimizer):
    if not isinstance(model, MLP) or not isinstance(optimizer, SGD) or not isinstance(rng, np.random.Generator):
        raise TypeError("model, optimizer, rng")
    if x.ndim != 2 or y.shape != (len(x),) or y.dtype.kind not in "iu" or y.min() < 0:
        raise TypeError("x, y")
    if type(epochs) is not int or type(batch_size) is not int or min(epochs, batch_size) < 1:
        raise TypeError("epochs, batch_size")
    history = {"train_loss": []}
    for _ in range(epochs):
        order, total = rng.permutation(len(x)), 0.0
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            loss = cross_entropy(model(x[batch]), y[batch])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.value.item() * len(batch)
        history["train_loss"].append(total / len(x))
    return history


def compare_activations(x, y, x_val, y_val, seed):
    if type(seed) is not int or min(x.min(), x_val.min()) < 0 or max(x.max(), x_val.max()) > 1:
        raise TypeError("seed, or x not in [0, 1]")
    if y.shape != (len(x),) or y_val.shape != (len(x_val),) or y_val.max() > y.max() or y_val.min() < 0:
        raise TypeError("y")
    found = {}
    for activation in ("relu", "sigmoid"):
        rng = np.random.default_rng(seed)
        model = MLP((x.shape[1], 50, int(y.max()) + 1), rng, activation=activation)
        optimizer = SGD(model.parameters(), lr=0.1, momentum=0.8)
        found[activation] = {"train_loss": [], "val_loss": [], "val_accuracy": []}
        for _ in range(5):
            found[activation]["train_loss"] += train(model, x, y, rng, 1, 20, optimizer)["train_loss"]
            logits = model(x_val)
            found[activation]["val_loss"] += [cross_entropy(logits, y_val).value.item()]
            found[activation]["val_accuracy"] += [(logits.value.argmax(1) == y_val).mean()]
    return found


Op.guarded = [
    guarded(op)
    for op in (Add, Subtract, Multiply, Divide, Power, MatMul, Exp, Log, ReLU, Sigmoid)
    + (LogSoftmax, Sum, Mean, Max, Reshape, Transpose)
]
