# /// mutant
# kills = ["test_evaluate_leaves_the_network_as_it_was"]
# cause = "leaves its layers"
# ///
"""The mode is given back to the network, and not to its layers."""

def evaluate_by_resolution(net, groups):
    was_training = net.training
    net.eval()
    found, right, count = {}, 0, 0
    with torch.no_grad():
        for size, (x, y) in groups.items():
            hits = 0
            for images, labels in zip(x.split(200), y.split(200)):
                hits += (net(images).argmax(1) == labels).sum().item()
            found[size] = hits / len(y)
            right, count = right + hits, count + len(y)
    found["all"] = right / count
    net.training = was_training
    return found
