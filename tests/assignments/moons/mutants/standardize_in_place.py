# /// mutant
# kills = ["test_standardize_is_pure"]
# may_also_fail = ["test_standardize_uses_the_training_set_alone"]
# cause = "changes its arguments"
# ///
"""In the caller's arrays."""

def standardize(train, *others):
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    for array in (train, *others):
        array -= mean
        array /= deviation
    return (train, *others)
