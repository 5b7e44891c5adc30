# /// mutant
# kills = ["test_standardize_gives_mean_0_and_deviation_1", "test_standardize_uses_the_training_set_alone"]
# may_also_fail = ["test_standardize_is_pure"]
# cause = "positional"
# ///
"""Exactly one other array."""

def standardize(train, other):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return tuple((array - mean) / deviation for array in (train, other))
