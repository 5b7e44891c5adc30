# /// mutant
# kills = ["test_evaluate_counts_by_resolution"]
# may_also_fail = [
#     "test_evaluate_leaves_the_network_as_it_was",
#     "test_evaluate_shows_few_images_at_a_time",
# ]
# cause = "short last batch"
# ///
"""The short last batch of a large group is left out."""

def evaluate_by_resolution(net, groups):
    was_training = net.training
    net.eval()
    found, right, count = {}, 0, 0
    with torch.no_grad():
        for size, (x, y) in groups.items():
            hits = 0
            whole = len(y) // 200 * 200 or len(y)
            for images, labels in zip(x[:whole].split(200), y.split(200)):
                hits += (net(images).argmax(1) == labels).sum().item()
            found[size] = hits / whole
            right, count = right + hits, count + whole
    found["all"] = right / count
    net.train(was_training)
    return found
