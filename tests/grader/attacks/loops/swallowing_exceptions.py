# /// attack
# does = "loops in predict and swallows whatever is raised into the loop"
# own = { predict = ["timeout"] }
# says = "stopped at the time limit of"
# tiers = "ABCDE"
# ///
"""A limit that raises an exception in the student's thread ends in this except clause."""


def predict(params, x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
