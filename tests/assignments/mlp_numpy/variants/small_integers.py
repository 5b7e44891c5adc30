# /// variant
# why = "predictions are integers of any type"
# ///
"""Predictions in a list of Python integers."""


def predict(params, x):
    return [int(row.argmax()) for row in forward(params, x)[0]]
