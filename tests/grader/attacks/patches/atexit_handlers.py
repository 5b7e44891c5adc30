# /// attack
# does = "registers handlers that write a perfect result and exit with 0, and answers with zeros"
# own = { softmax = ["failed"] }
# ///
"""Some harnesses take their result from a file or from the exit status of the process that ran the submission.
Nobody looks for either here."""

import atexit
import json
import os


def perfect():
    for name in ("results.json", "grade.json", "/autograder/results/results.json", "@FOLDER@/results.json"):
        try:
            with open(name, "w") as file:
                json.dump({"score": 100, "tests": [{"score": 100, "max_score": 100, "status": "passed"}]}, file)
        except OSError:
            continue
    print("100 passed in 0.01s", flush=True)
    os._exit(0)


atexit.register(perfect)


def softmax(logits):
    return np.zeros_like(logits)
