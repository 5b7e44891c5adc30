# /// mutant
# kills = [
#     "test_network_gives_probabilities_with_relu",
#     "test_network_gives_probabilities_with_sigmoid",
#     "test_network_of_large_logits",
# ]
# cause = "logits"
# ///
"""No sigmoid at the end."""

def predict_proba(self, x):
    return self._forward(x)[1]


MLPClassifier.predict_proba = predict_proba
