# /// attack
# does = "writes 64 MiB below /dev/shm in softmax, and answers rightly if it can"
# own = { softmax = ["limit", "error"] }
# says = "the limit of 16 MiB and 4,096 files on the disk|Permission denied"
# ///
"""Files in /dev/shm are memory. Where a sandbox has one of its own, it shares the size of its other folders; elsewhere
it has none."""


def softmax(logits):
    with open("/dev/shm/attack", "wb") as file:
        for _ in range(64):
            file.write(bytes(1 << 20))
            file.flush()
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
