# /// mutant
# kills = ["test_predictions_are_the_most_probable_digits", "test_predictions_of_one_image"]
# may_also_fail = ["test_get_predictions_is_pure"]
# cause = "axis"
# ///
"""The largest over the images."""

def get_predictions(params, x):
    *_, probabilities = forward_propagation(params, x)
    return probabilities.argmax(axis=1)
