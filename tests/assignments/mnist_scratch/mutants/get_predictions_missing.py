# /// mutant
# kills = [
#     "test_predictions_are_the_most_probable_digits",
#     "test_predictions_of_one_image",
#     "test_get_predictions_is_pure",
# ]
# may_also_fail = ["test_accuracy_on_mnist"]
# cause = "not written"
# ///
"""Not written yet."""

def get_predictions(params, x):
    raise NotImplementedError("get_predictions")
