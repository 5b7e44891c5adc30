# /// mutant
# kills = [
#     "test_network_gives_probabilities_with_relu",
#     "test_network_gives_probabilities_with_sigmoid",
#     "test_network_of_large_logits",
# ]
# may_also_fail = ["test_accuracy_of_the_network"]
# cause = "class 0"
# ///
"""The probability of class 0."""

def predict_proba(self, x):
    return 1 - sigmoid(self._forward(x)[1])


MLPClassifier.predict_proba = predict_proba
