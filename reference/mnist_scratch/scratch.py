# %% [markdown]
# # Handwritten digits from scratch
#
# A network that reads digits, from nothing but NumPy. Here every *column* is an example: `x` is (784, m), and a layer
# computes `z = W @ h + b` with `W` of shape (out, in) and `b` of shape (out, 1). The parameters of a network with L
# layers are a dict `{"W1": (H1, 784), "b1": (H1, 1), ..., "WL": (10, H), "bL": (10, 1)}`.
#
# README.md says precisely what each function must do.

# %%
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Floats = NDArray[np.floating[Any]]
Params = dict[str, Floats]
History = dict[str, list[float]]

# %% [markdown]
# ## Activations and labels


# %%
def relu(z: Floats) -> Floats:
    r"""Rectify every entry of `z`, of any shape: $\max(0, z)$."""
    ### BEGIN SOLUTION
    return np.maximum(z, 0)
    ### END SOLUTION


def relu_grad(z: Floats) -> Array:
    r"""Differentiate `relu` at every entry of `z`: 1 where $z > 0$, 0 where $z < 0$.

    At 0 it has no derivative; like everyone we take 0.
    """
    ### BEGIN SOLUTION
    return np.asarray(z > 0)
    ### END SOLUTION


def softmax(z: Floats) -> Floats:
    r"""Turn each column of `z`, (K, m), into probabilities, (K, m).

    $$p_{kn} = \frac{e^{z_{kn}}}{\sum_j e^{z_{jn}}} = \frac{e^{z_{kn} - c_n}}{\sum_j e^{z_{jn} - c_n}}$$

    holds for any $c_n$, since a common factor cancels. With $c_n$ the largest entry *of the column* every exponent is
    at most 0 and the sum at least 1: nothing overflows, and no column divides by zero.
    """
    ### BEGIN SOLUTION
    shifted = np.exp(z - z.max(axis=0, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=0, keepdims=True))
    ### END SOLUTION


def one_hot(y: ArrayLike, num_classes: int = 10) -> Array:
    """Write each of the m labels `y` as a column with a 1 in the label's row: (num_classes, m).

    Row k of the identity matrix has its 1 at k, so the rows that the labels pick are the examples, to be transposed.
    """
    ### BEGIN SOLUTION
    return np.asarray(np.eye(num_classes)[np.asarray(y)].T)
    ### END SOLUTION


# %% [markdown]
# ## Forward propagation


# %%
def init_params(rng: np.random.Generator) -> Params:
    r"""Draw the parameters of a new network from 784 pixels to ten digits; all randomness is `rng`'s.

    Layers, sizes and initialisation are yours to choose. One hidden layer of 64 units is plenty. Weights may be normal
    with variance $2 / \text{fan-in}$ (He et al., 2015): a ReLU halves the second moment of what passes through it, and
    the 2 makes up for that. Biases may start at 0.
    """
    ### BEGIN SOLUTION
    sizes = (784, 64, 10)
    params: Params = {}
    for layer, (fan_in, fan_out) in enumerate(pairwise(sizes), start=1):
        params[f"W{layer}"] = rng.standard_normal((fan_out, fan_in)) * np.sqrt(2.0 / fan_in)
        params[f"b{layer}"] = np.zeros((fan_out, 1))
    return params
    ### END SOLUTION


def forward_propagation(params: Params, x: Floats) -> Any:
    r"""Propagate the images `x`, (784, m), to the output; returns a cache of what is needed afterwards.

    $$h_0 = x, \qquad z_l = W_l h_{l-1} + b_l, \qquad h_l = \mathrm{relu}(z_l) \text{ for } l < L, \qquad
      p = \mathrm{softmax}(z_L)$$

    The cache is what you want it to be: the triple, say, of the layers' inputs $h_0, \dots, h_{L-1}$, the
    pre-activations $z_1, \dots, z_L$ and the probabilities $p$, (10, m).
    """
    ### BEGIN SOLUTION
    depth = len(params) // 2
    inputs, pre_activations = [x], []
    for layer in range(1, depth + 1):
        pre_activations.append(params[f"W{layer}"] @ inputs[-1] + params[f"b{layer}"])
        if layer < depth:
            inputs.append(relu(pre_activations[-1]))
    return inputs, pre_activations, softmax(pre_activations[-1])
    ### END SOLUTION


def get_predictions(params: Params, x: Floats) -> Array:
    """Name the most probable digit of each image in `x`: (784, m) → (m,) integers."""
    ### BEGIN SOLUTION
    *_, probabilities = forward_propagation(params, x)
    return np.asarray(probabilities.argmax(axis=0))
    ### END SOLUTION


def get_accuracy(predictions: ArrayLike, y: ArrayLike) -> float:
    """The fraction of the m predictions that equal their label, in [0, 1]."""
    ### BEGIN SOLUTION
    return float(np.mean(np.asarray(predictions) == np.asarray(y)))
    ### END SOLUTION


# %% [markdown]
# ## Backpropagation


# %%
def backward_propagation(params: Params, cache: Any, x: Floats, y: ArrayLike) -> Params:
    r"""The gradient of the mean cross-entropy with respect to every parameter: keys and shapes of `params`.

    With $E = -\frac{1}{m} \sum_n \log p_{y_n n}$ and $\delta_l = \partial E / \partial z_l$, of the shape of $z_l$:

    $$\delta_L = \tfrac{1}{m} (p - \mathrm{onehot}(y)), \qquad
      \frac{\partial E}{\partial W_l} = \delta_l h_{l-1}^\top, \qquad
      \frac{\partial E}{\partial b_l} = \sum_n \delta_{l,n}, \qquad
      \delta_{l-1} = (W_l^\top \delta_l) \odot \mathrm{relu}'(z_{l-1})$$

    The $1/m$ of the mean enters once, at the top; everything below only carries it along. The sum over the examples
    runs over columns, and keeps its axis since biases are columns.
    """
    ### BEGIN SOLUTION
    inputs, pre_activations, probabilities = cache
    delta = (probabilities - one_hot(y).astype(x.dtype)) / x.shape[1]
    grads: Params = {}
    for layer in range(len(inputs), 0, -1):
        grads[f"W{layer}"] = delta @ inputs[layer - 1].T
        grads[f"b{layer}"] = delta.sum(axis=1, keepdims=True)
        if layer > 1:
            delta = (params[f"W{layer}"].T @ delta) * relu_grad(pre_activations[layer - 2])
    return grads
    ### END SOLUTION


# %% [markdown]
# ## Gradient descent


# %%
def update_params(params: Params, grads: Params, alpha: float) -> Params:
    r"""One step of gradient descent, $p \leftarrow p - \alpha g$ for every parameter, in new arrays."""
    ### BEGIN SOLUTION
    return {name: value - alpha * grads[name] for name, value in params.items()}
    ### END SOLUTION


def gradient_descent(
    x: Floats, y: ArrayLike, iterations: int, alpha: float, rng: np.random.Generator
) -> tuple[Params, History]:
    r"""Train a new network on the images `x`, (784, m), and the labels `y`, (m,): `iterations` steps on all of them.

    The history has the loss and the accuracy on these images that each step began with, or ended with. From the logits
    the loss is $\log \sum_j e^{z_j - c} - (z_y - c)$: the logarithm of a probability that underflows would be infinite.

    Arithmetic in the float type of `x` pays: float32 needs half the time of float64, and is enough here.
    """
    ### BEGIN SOLUTION
    labels = np.asarray(y)
    params = {name: value.astype(x.dtype) for name, value in init_params(rng).items()}
    history: History = {"loss": [], "accuracy": []}
    for _ in range(iterations):
        cache = forward_propagation(params, x)
        logits = cache[1][-1]
        shifted = logits - logits.max(axis=0)
        of_label = shifted[labels, np.arange(len(labels))]
        history["loss"].append(float(np.mean(np.log(np.exp(shifted).sum(axis=0)) - of_label)))
        history["accuracy"].append(get_accuracy(logits.argmax(axis=0), labels))
        params = update_params(params, backward_propagation(params, cache, x, labels), alpha)
    return params, history
    ### END SOLUTION
