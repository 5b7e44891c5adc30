# /// mutant
# kills = ["test_perceptron_predicts_the_probable_class", "test_network_predicts_the_probable_class"]
# cause = "with a half"
# ///
"""Class 1 is what is more probable than the batch's mean."""

def predict(self, x):
    p = self.predict_proba(x)
    return (p > p.mean()).astype(int)


Perceptron.predict = predict
MLPClassifier.predict = predict
