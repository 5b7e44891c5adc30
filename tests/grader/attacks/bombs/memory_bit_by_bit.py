# /// attack
# does = "keeps small lists in predict until there is no more memory"
# own = { predict = ["memory", "timeout"] }
# says = "stopped at the memory limit|time limit"
# ///
"""No single request is too large. At the end not even the exception has room; whether memory or time runs out first
is the machine's affair."""


def predict(params, x):
    kept = []
    while True:
        kept.append([x] * 1_000_000)
