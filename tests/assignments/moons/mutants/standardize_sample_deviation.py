# /// mutant
# kills = ["test_standardize_gives_mean_0_and_deviation_1", "test_standardize_uses_the_training_set_alone"]
# cause = "deviation's sum divided"
# ///
"""The sample's deviation."""

def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0, ddof=1)
    return tuple((array - mean) / deviation for array in (train, *others))
