# /// attack
# does = "sends back a state of the judge's random generator that it was never in"
# own = { init_params = ["protocol"] }
# ///
"""A generator that is an argument advances in the judge as it did in the submission. A state that drawing cannot
have led to would decide what the judge draws next."""

import grader.remote.generators


own_state = grader.remote.generators.state_of


def state_of(generator):
    state = own_state(generator)
    return {**state, "state": {**state["state"], "inc": 1}}


grader.remote.generators.state_of = state_of
