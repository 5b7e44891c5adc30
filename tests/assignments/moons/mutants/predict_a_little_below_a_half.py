# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class", "test_network_predicts_the_probable_class"]
# cause = "with a half"
# ///
"""The threshold is 0.49."""

def predict(self, x):
    return (self.predict_proba(x) > 0.49).astype(int)


Perceptron.predict = predict
MLPClassifier.predict = predict
