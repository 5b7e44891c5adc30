# /// attack
# does = "keeps small lists in predict until there is no more memory"
# own = { predict = ["memory"] }
# says = "stopped at the memory limit of 256 MiB"
# memory_mb = 256
# ///
"""No single request is too large. At the end not even the exception has room."""


def predict(params, x):
    kept = []
    while True:
        kept.append([x] * 1_000_000)
