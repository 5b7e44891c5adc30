# /// mutant
# kills = ["test_network_predicts_the_probable_class"]
# cause = "integers"
# ///
"""Classes as floating-point numbers."""

def predict(self, x):
    return (self._forward(x)[1] > 0).astype(float)


MLPClassifier.predict = predict
