# /// mutant
# kills = ["test_evaluate_counts_by_resolution"]
# may_also_fail = ["test_all_is_weighted_by_counts"]
# cause = "share of those that are wrong"
# ///
"""The share of errors."""

def evaluate_by_resolution(net, groups):
    was_training = net.training
    net.eval()
    found, right, count = {}, 0, 0
    with torch.no_grad():
        for size, (x, y) in groups.items():
            hits = 0
            for images, labels in zip(x.split(200), y.split(200)):
                hits += (net(images).argmax(1) != labels).sum().item()
            found[size] = hits / len(y)
            right, count = right + hits, count + len(y)
    found["all"] = right / count
    net.train(was_training)
    return found
