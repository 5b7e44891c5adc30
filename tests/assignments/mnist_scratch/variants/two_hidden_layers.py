# /// variant
# why = "there may be more hidden layers than one"
# ///
"""Two hidden layers, random biases, a history that is measured after each step."""

import numpy as np


def init_params(rng):
    params = {}
    for layer, (fan_in, fan_out) in enumerate([(784, 60), (60, 25), (25, 10)], start=1):
        bound = np.sqrt(6 / (fan_in + fan_out))
        params[f"b{layer}"] = rng.uniform(-0.05, 0.05, (fan_out, 1))
        params[f"W{layer}"] = rng.uniform(-bound, bound, (fan_out, fan_in))
    return params


def gradient_descent(x, y, iterations, alpha, rng):
    params = {name: np.asarray(value, x.dtype) for name, value in init_params(rng).items()}
    history = {"loss": np.zeros(iterations), "accuracy": np.zeros(iterations), "rate": [alpha] * iterations}
    hot = one_hot(y)
    for i in range(iterations):
        params = update_params(params, backward_propagation(params, forward_propagation(params, x), x, y), alpha)
        *_, after = forward_propagation(params, x)
        history["loss"][i] = -(hot * np.log(after + 1e-9)).sum() / x.shape[1]
        history["accuracy"][i] = get_accuracy(get_predictions(params, x), y)
    return [params, history]
