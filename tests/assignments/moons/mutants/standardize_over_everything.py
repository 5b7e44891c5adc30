# /// mutant
# kills = ["test_standardize_gives_mean_0_and_deviation_1", "test_standardize_uses_the_training_set_alone"]
# cause = "each column"
# ///
"""One mean and one deviation for all columns."""

def standardize(train, *others):
    mean, deviation = train.mean(), train.std()
    return tuple((array - mean) / deviation for array in (train, *others))
