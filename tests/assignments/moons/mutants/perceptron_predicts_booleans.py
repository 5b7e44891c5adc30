# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class"]
# cause = "integers"
# ///
"""Booleans."""

def predict(self, x):
    return (self._logits(x) > 0)


Perceptron.predict = predict
