# /// mutant
# kills = ["test_perceptron_has_parameters"]
# may_also_fail = ["test_perceptron_fit_takes_steps_downhill", "test_perceptron_fit_finds_a_line"]
# cause = "shape"
# ///
"""The bias is a bare number."""

def start(self, rng):
    self.params = {"W1": rng.normal(0, 0.1, (2, 1)), "b1": 0.0}


Perceptron.__init__ = start
