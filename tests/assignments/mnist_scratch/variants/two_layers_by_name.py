# /// variant
# why = "the number of layers is the student's choice, and functions may rely on it"
# ///
"""Two layers of ten units by name, uniform initial weights and biases, a cache of four arrays."""

import numpy as np


def init_params(rng):
    W1 = rng.random((10, 784)) - 0.5
    b1 = rng.random((10, 1)) - 0.5
    W2 = rng.random((10, 10)) - 0.5
    b2 = rng.random((10, 1)) - 0.5
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def relu(Z):
    return np.maximum(Z, 0)


def relu_grad(Z):
    return Z > 0


def softmax(Z):
    A = np.exp(Z - np.max(Z, axis=0))
    return A / sum(A)


def one_hot(Y, num_classes=10):
    Y = np.array(Y)
    one_hot_Y = np.zeros((Y.size, num_classes))
    one_hot_Y[np.arange(Y.size), Y] = 1
    one_hot_Y = one_hot_Y.T
    return one_hot_Y


def forward_propagation(params, X):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    Z1 = W1.dot(X) + b1
    A1 = relu(Z1)
    Z2 = W2.dot(A1) + b2
    A2 = softmax(Z2)
    return Z1, A1, Z2, A2


def backward_propagation(params, cache, X, Y):
    Z1, A1, Z2, A2 = cache
    m = X.shape[1]
    dZ2 = A2 - one_hot(Y)
    dW2 = 1 / m * dZ2.dot(A1.T)
    db2 = 1 / m * np.sum(dZ2, axis=1).reshape(-1, 1)
    dZ1 = params["W2"].T.dot(dZ2) * relu_grad(Z1)
    dW1 = 1 / m * dZ1.dot(X.T)
    db1 = 1 / m * np.sum(dZ1, axis=1).reshape(-1, 1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


def update_params(params, grads, alpha):
    W1 = params["W1"] - alpha * grads["W1"]
    b1 = params["b1"] - alpha * grads["b1"]
    W2 = params["W2"] - alpha * grads["W2"]
    b2 = params["b2"] - alpha * grads["b2"]
    return {"W1": W1, "b1": b1, "W2": W2, "b2": b2}


def get_predictions(params, X):
    A2 = forward_propagation(params, X)[3]
    return np.argmax(A2, 0)


def get_accuracy(predictions, Y):
    return np.sum(np.array(predictions) == np.array(Y)) / len(Y)


def gradient_descent(X, Y, iterations, alpha, rng):
    params = init_params(rng)
    history = {"loss": [], "accuracy": []}
    for i in range(iterations):
        cache = forward_propagation(params, X)
        grads = backward_propagation(params, cache, X, Y)
        params = update_params(params, grads, alpha)
        if i % 100 == 0:
            print("Iteration: ", i)
        A2 = cache[3]
        history["loss"].append(-np.mean(np.log(A2[np.array(Y), np.arange(len(Y))] + 1e-8)))
        history["accuracy"].append(get_accuracy(np.argmax(A2, 0), Y))
    return params, history
