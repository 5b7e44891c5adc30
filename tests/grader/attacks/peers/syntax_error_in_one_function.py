# /// attack
# does = "has a syntax error in sgd_step, and nothing else wrong"
# own = { sgd_step = ["error"] }
# says = "cannot be read"
# tiers = "ABCDE"
# builds = true
# quick = true
# ///
"""A missing bracket in one function. Who imports the file as a whole gives 0 for it; here the statements that are
whole are run, and only the broken one is lost."""

def build(folder, right):
    whole = "return {name: value - lr * grads[name] for name, value in params.items()}"
    assert whole in right
    path = folder / "mlp.py"
    broken = "return {name: value - lr * (grads[name] for name in params"
    path.write_text(right.replace(whole, broken), encoding="utf-8")
    return path
