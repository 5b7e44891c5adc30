# /// attack
# does = "prints without end in predict"
# own = { predict = ["limit"] }
# says = "stopped at the output limit of"
# tiers = "ABCDE"
# quick = true
# ///
"""A forgotten print in an endless loop. The output is read away and not kept, and there is an end to it."""


def predict(params, x):
    while True:
        print("here", x.sum(), "x" * 10_000)
