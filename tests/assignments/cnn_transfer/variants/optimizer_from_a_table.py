# /// variant
# why = "SGD may have momentum or none"
# ///
"""Plain SGD, and the classes in a dict."""

def make_optimizer(name, params, lr):
    kinds = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam, "rmsprop": torch.optim.RMSprop}
    return kinds[name](list(params), lr=lr)
