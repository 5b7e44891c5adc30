# /// mutant
# kills = ["test_predictions_are_the_most_probable_digits", "test_predictions_of_one_image"]
# cause = "counted from 1"
# ///
"""Digits are counted from 1."""

def get_predictions(params, x):
    *_, probabilities = forward_propagation(params, x)
    return probabilities.argmax(axis=0) + 1
