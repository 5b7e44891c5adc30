# /// mutant
# kills = ["test_predictions_of_one_image"]
# cause = "shape"
# ///
"""One image gives a bare number."""

def get_predictions(params, x):
    *_, probabilities = forward_propagation(params, x)
    return probabilities.argmax(axis=0).squeeze()
