# /// mutant
# kills = ["test_standardize_gives_mean_0_and_deviation_1"]
# may_also_fail = ["test_standardize_uses_the_training_set_alone", "test_standardize_is_pure"]
# cause = "rows"
# ///
"""By rows."""

def standardize(train, *others):
    mean, deviation = train.mean(axis=1, keepdims=True), train.std(axis=1, keepdims=True) + 1e-9
    return tuple((array - mean) / deviation for array in (train, *others))
