# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class"]
# may_also_fail = ["test_accuracy_of_the_perceptron"]
# cause = "logits"
# ///
"""A threshold of 0.5 on the logits."""

def predict(self, x):
    return (self._logits(x) > 0.5).astype(int)


Perceptron.predict = predict
