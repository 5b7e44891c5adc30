# /// variant
# why = "names from a star import shadow those of Python"
# ///
"""Everything comes from numpy; predictions in a list; the loss is an array without axes."""

from numpy import *
import numpy as np


def binary_cross_entropy(logits, y):
    labels = array(y, dtype=float)
    return asarray(mean(maximum(logits, 0) - logits * labels + log1p(exp(-abs(logits)))))


def predict(self, x):
    return [int(p > 0.5) for p in self.predict_proba(x)]


Perceptron.predict = predict
MLPClassifier.predict = predict
