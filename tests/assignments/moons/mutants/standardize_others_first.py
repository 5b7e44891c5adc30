# /// mutant
# kills = ["test_standardize_uses_the_training_set_alone"]
# may_also_fail = ["test_standardize_is_pure"]
# cause = "array 0"
# ///
"""The training set last."""

def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return tuple((array - mean) / deviation for array in (*others, train))
