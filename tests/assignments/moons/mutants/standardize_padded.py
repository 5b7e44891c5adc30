# /// mutant
# kills = ["test_standardize_gives_mean_0_and_deviation_1"]
# cause = "small number added"
# ///
"""A millionth is added to the deviation, as if a column could be constant."""

def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return tuple((array - mean) / (deviation + 1e-6) for array in (train, *others))
