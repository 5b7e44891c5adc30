# /// mutant
# kills = ["test_network_predicts_the_probable_class"]
# may_also_fail = ["test_accuracy_of_the_network"]
# cause = "probabilities"
# ///
"""A threshold of 0 on the probabilities."""

def predict(self, x):
    return (self.predict_proba(x) > 0).astype(int)


MLPClassifier.predict = predict
