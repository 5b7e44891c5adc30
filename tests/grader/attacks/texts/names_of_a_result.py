# /// attack
# does = "answers with a dict of names that are markup and escapes, in place of parameters"
# own = { init_params = ["failed"] }
# ///
"""A message says which keys were found, and so shows them."""

def init_params(sizes, rng):
    return {"<img src=x onerror=alert(1)>": 1, "\x1b[2J\u202e": 2, "[red]=cmd|x": 3, "\ud800": 4, "y" * 100_000: 5}
