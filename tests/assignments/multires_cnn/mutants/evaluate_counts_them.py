# /// mutant
# kills = ["test_evaluate_counts_by_resolution"]
# cause = "count not the share"
# ///
"""Counts in place of shares."""

def evaluate_by_resolution(net, groups):
    was_training = net.training
    net.eval()
    found, right, count = {}, 0, 0
    with torch.no_grad():
        for size, (x, y) in groups.items():
            hits = 0
            for images, labels in zip(x.split(200), y.split(200)):
                hits += (net(images).argmax(1) == labels).sum().item()
            found[size] = hits
            right, count = right + hits, count + len(y)
    found["all"] = right / count
    net.train(was_training)
    return found
