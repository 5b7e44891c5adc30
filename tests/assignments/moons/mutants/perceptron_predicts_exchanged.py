# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class"]
# cause = "exchanged"
# ///
"""The classes are exchanged."""

def predict(self, x):
    return (self._logits(x) < 0).astype(int)


Perceptron.predict = predict
