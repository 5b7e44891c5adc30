# /// mutant
# kills = ["test_predictions_are_the_most_probable_digits", "test_predictions_of_one_image"]
# cause = "shape"
# ///
"""Probabilities instead of digits."""

def get_predictions(params, x):
    *_, probabilities = forward_propagation(params, x)
    return probabilities
