# /// attack
# does = "loops without end in predict"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# tiers = "ABCDE"
# ///
"""The plain case: CPU time runs out, the kernel ends the process, and the other tests go on."""


def predict(params, x):
    while True:
        pass
