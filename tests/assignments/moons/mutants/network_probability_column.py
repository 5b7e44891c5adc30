# /// mutant
# kills = [
#     "test_network_gives_probabilities_with_relu",
#     "test_network_gives_probabilities_with_sigmoid",
#     "test_network_of_large_logits",
# ]
# cause = "axis"
# ///
"""Probabilities have a second axis."""

def predict_proba(self, x):
    return sigmoid(self._forward(x)[1])[:, None]


MLPClassifier.predict_proba = predict_proba
