# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class"]
# cause = "integers"
# ///
"""Classes as floating-point numbers."""

def predict(self, x):
    return (self._logits(x) > 0).astype(float)


Perceptron.predict = predict
