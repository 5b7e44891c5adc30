# /// mutant
# kills = ["test_standardize_gives_mean_0_and_deviation_1", "test_standardize_uses_the_training_set_alone"]
# cause = "divided by"
# ///
"""Only the mean is subtracted."""

def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return tuple((array - mean) for array in (train, *others))
