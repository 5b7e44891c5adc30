# /// mutant
# kills = ["test_network_predicts_the_probable_class"]
# may_also_fail = ["test_accuracy_of_the_network"]
# cause = "logits"
# ///
"""A threshold of 0.5 on the logits."""

def predict(self, x):
    return (self._forward(x)[1] > 0.5).astype(int)


MLPClassifier.predict = predict
