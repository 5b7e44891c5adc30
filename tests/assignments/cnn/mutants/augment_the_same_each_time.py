# /// mutant
# kills = ["test_augment_gives_other_images_each_time"]
# cause = "same images"
# ///
"""The same shift each time."""

def augment(images, generator):
    return images.roll((1, -1), (2, 3))
