# /// mutant
# kills = ["test_evaluate_shows_few_images_at_a_time"]
# cause = "at once"
# ///
"""512 images at once."""

def evaluate_by_resolution(net, groups):
    was_training = net.training
    net.eval()
    found, right, count = {}, 0, 0
    with torch.no_grad():
        for size, (x, y) in groups.items():
            hits = 0
            for images, labels in zip(x.split(512), y.split(512)):
                hits += (net(images).argmax(1) == labels).sum().item()
            found[size] = hits / len(y)
            right, count = right + hits, count + len(y)
    found["all"] = right / count
    net.train(was_training)
    return found
