# /// mutant
# kills = ["test_predictions_of_one_image"]
# cause = "images maximum"
# ///
"""Images are scaled to a maximum of 1."""

def get_predictions(params, x):
    *_, probabilities = forward_propagation(params, x / x.max())
    return probabilities.argmax(axis=0)
