# /// mutant
# kills = ["test_standardize_uses_the_training_set_alone"]
# may_also_fail = ["test_standardize_is_pure"]
# cause = "own mean and deviation"
# ///
"""Every array by its own statistics."""

def standardize(train, *others):
    return tuple(
        (array - array.mean(axis=0)) / (array.std(axis=0) + (len(array) == 1)) for array in (train, *others)
    )
