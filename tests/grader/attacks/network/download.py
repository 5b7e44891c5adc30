# /// attack
# does = "downloads something in softmax, as someone does who fetches weights"
# own = { softmax = ["error"] }
# says = "URLError|Permission denied|resolution"
# ///
"""Not an attack but a habit. It fails at once, and waits for no time-out of a network."""

import urllib.request


def softmax(logits):
    urllib.request.urlopen("http://127.0.0.1:@PORT@/weights").read()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
