# /// mutant
# kills = ["test_standardize_gives_mean_0_and_deviation_1"]
# cause = "tuple of one"
# ///
"""A bare array where there are no others."""

def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    result = tuple((array - mean) / deviation for array in (train, *others))
    return result if others else result[0]
