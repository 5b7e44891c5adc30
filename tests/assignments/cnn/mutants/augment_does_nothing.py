# /// mutant
# kills = ["test_augment_gives_other_images_each_time"]
# cause = "as they were"
# ///
"""The images as they were."""

def augment(images, generator):
    return images.clone()
