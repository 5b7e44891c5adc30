# /// mutant
# kills = ["test_predictions_are_the_most_probable_digits"]
# may_also_fail = ["test_predictions_of_one_image"]
# cause = "ReLU after the last layer"
# ///
"""The largest logit is sought from 0 upwards."""

def get_predictions(params, x):
    _, pre_activations, _ = forward_propagation(params, x)
    return relu(pre_activations[-1]).argmax(axis=0)
