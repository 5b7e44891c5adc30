# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class", "test_network_predicts_the_probable_class"]
# cause = "kept"
# ///
"""predict computes with the parameters that it saw first."""

def predict(self, x):
    now = self.params
    self.first = getattr(self, "first", now)
    self.params = self.first
    classes = (self.predict_proba(x) > 0.5).astype(int)
    self.params = now
    return classes


Perceptron.predict = predict
MLPClassifier.predict = predict
