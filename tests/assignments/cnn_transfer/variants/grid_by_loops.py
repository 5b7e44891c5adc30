# /// variant
# why = "how combinations are gone through is free"
# ///
"""Three loops in another order, and files by name in a folder that is removed."""

import shutil


def run_grid(train, val, activations, inits, optimizers, epochs, seed):
    loader = train if isinstance(train, DataLoader) else DataLoader(train, batch_size=16)
    classes = int(torch.cat([y for _, y in loader]).max()) + 1
    folder = tempfile.mkdtemp()
    table = []
    for optimizer in reversed(list(optimizers)):
        for init in inits:
            for activation in activations:
                torch.manual_seed(seed)
                net = CNN(classes, activation=activation, init=init)
                file = f"{folder}/{optimizer}-{init}-{activation}.pt"
                accuracy, history = train_and_validate(net, train, val, optimizer=optimizer, epochs=epochs, seed=seed, checkpoint=file)
                table.append({"optimizer": optimizer, "init": init, "activation": activation, "accuracy": accuracy, "history": history["val_loss"]})
    shutil.rmtree(folder)
    best = sorted(table, key=lambda row: float(row["accuracy"]))[-1]
    return tuple(table), {**best}
