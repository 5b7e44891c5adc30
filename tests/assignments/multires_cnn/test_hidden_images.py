"""make_multires: digits in several resolutions.

| sentence                                              | test                                              |
| ----------------------------------------------------- | ------------------------------------------------- |
| a group for each size, x (n, 1, s, s), of the images' | test_groups_have_their_shapes                     |
| type, whatever their side; their numbers differ by    |                                                   |
| one at most; sizes are a list or a tuple              |                                                   |
| each image is in one group, once, with its label      | test_each_image_is_there_once                     |
| resized as a whole, neither cut nor turned, nor its   | test_images_are_resized                           |
| values                                                |                                                   |
| to a square from s / 2 to s, black around it          | test_squares_lie_on_black                         |
| every side from s / 2 to s, for each image anew       | test_every_side_is_drawn                          |
| every place where it fits, for each image anew        | test_every_place_is_drawn                         |
| which image is in which group is drawn at random      | test_groups_are_drawn                             |
| the generator decides, and nothing else               | test_make_multires_follows_the_generator          |
| images, labels and sizes stay as they are             | test_make_multires_is_pure                        |

Images of one value each tell which they are wherever they lie and however large: every interpolation leaves a constant
as it is. So number, side and place of each can be read off the canvas.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch

from grader import remote
from grader.checks import CheckFailure, check_close, check_finite, check_integers, check_shape, check_unchanged
from grader.checks.sameness import difference
from grader.judge import points
from grader.remote.outcomes import RemoteError

PART = "Images in several resolutions"
SIDE = 28
BLACK = 1e-4
RARE = 1e-9
ENOUGH = 40  # images of one side that tell all places: one of five is missing with a chance of 1 in 1,500


def generator(seed):
    return torch.Generator().manual_seed(int(seed))


def advanced(seed):
    """One that has drawn before: its seed alone does not tell its state."""
    ahead = generator(seed)
    torch.rand(100, generator=ahead)
    return ahead


def constant_images(count):
    """Image i has the value (i + 1) / count everywhere."""
    return ((torch.arange(count) + 1.0) / count).reshape(-1, 1, 1, 1).expand(-1, 1, SIDE, SIDE).clone()


def checked(found, sizes, count):
    """What make_multires gave as {size: (x, y)}, each group of the right form."""
    if not isinstance(found, Mapping):
        raise CheckFailure(f"make_multires gives a {type(found).__name__}, expected a dict of groups", cause="type")
    if set(found) != set(sizes):
        said = ", ".join(map(str, found))
        raise CheckFailure(
            f"make_multires has groups for {said or 'no size'}, expected one for each of {sizes}",
            hint="are the keys texts? They are the sizes, as numbers"
            if set(found) == set(map(str, sizes))
            else "the keys are the sizes, as numbers",
            cause="keys",
        )
    for size, pair in found.items():
        if not isinstance(pair, tuple | list) or len(pair) != 2:
            raise CheckFailure(f"make_multires: the group {size} is no pair (x, y)", cause="pair")
        x, y = pair
        check_shape(y, (len(np.asarray(x)),), name=f"the labels of group {size}")
        check_integers(y, name=f"the labels of group {size}", low=0, high=9)
        check_shape(x, (len(y), 1, size, size), name=f"the images of group {size}")
        check_finite(x, name=f"the images of group {size}")
    held = sum(len(y) for _, y in found.values())
    if held != count:
        hint = "is every image in one group, and in one only?"
        if held == count * len(sizes):
            hint = "is every image in every group? Each belongs into one"
        elif held == count - count % len(sizes):
            hint = "is what is left over dropped, where the groups cannot be equal?"
        raise CheckFailure(f"make_multires gives {held} images for {count}", hint=hint, cause="count")
    return found


@dataclass(frozen=True)
class Pasted:
    """One image on its canvas: its value, its extent, and where it begins."""

    size: int
    value: float
    rows: int
    columns: int
    top: int
    left: int
    solid: bool

    @property
    def side(self):
        return max(self.rows, self.columns)

    @property
    def touches_the_edge(self):
        return 0 in (self.top, self.left) or self.size in (self.top + self.rows, self.left + self.columns)


def pasted(groups):
    """What lies on each canvas, in the order of the groups."""
    found = []
    for size, (x, _) in groups.items():
        for canvas in np.asarray(x)[:, 0]:
            lit = np.abs(canvas) > BLACK
            rows, columns = np.flatnonzero(lit.any(1)), np.flatnonzero(lit.any(0))
            if not rows.size:
                raise CheckFailure(f"make_multires: a canvas of size {size} is black all over", cause="black")
            top, left = int(rows[0]), int(columns[0])
            inside = canvas[top : rows[-1] + 1, left : columns[-1] + 1]
            value = float(np.median(inside))
            solid = bool(np.allclose(inside, value, atol=1e-3))
            found.append(Pasted(size, value, *inside.shape, top, left, solid))
    return found


def made(submission, count, sizes, seed, labels=None):
    """Constant images, spread over the sizes: the groups, and what lies on their canvases."""
    labels = torch.arange(count) % 10 if labels is None else labels
    groups = submission.make_multires(constant_images(count), labels, sizes, generator(seed))
    return checked(groups, sizes, count), labels


@points(2, part=PART, of="make_multires")
def test_groups_have_their_shapes(submission, rng):
    """A group for each size, of nearly equal numbers: x (n, 1, s, s) of the images' type, y (n,)"""
    for count, sizes, side in ((11, [12, 9, 17], SIDE), (9, (10, 8, 14), SIDE), (1, [12], 35), (7, (16, 8), 20)):
        for dtype in (torch.float32, torch.float64):
            images = torch.from_numpy(rng.random((count, 1, side, side))).to(dtype)
            labels = torch.from_numpy(rng.integers(0, 10, count))
            groups = checked(spread(submission, images, labels, sizes, rng.integers(2**31)), sizes, count)
            held = [len(y) for _, y in groups.values()]
            if max(held) - min(held) > 1:
                said = f"make_multires makes groups of {', '.join(map(str, held))} images of {count}"
                hint = "their numbers differ by one at most: is what is left over spread over the groups?"
                raise CheckFailure(said, hint=hint, cause="unequal")
            given = sorted(int(label) for _, y in groups.values() for label in y)
            if given != sorted(labels.tolist()):
                raise CheckFailure("make_multires gives other labels than those of the images", cause="labels")
            types = {x.dtype for x, _ in groups.values()}
            if types != {dtype}:
                said = ", ".join(map(str, types))
                raise CheckFailure(f"make_multires gives images of {said} for {dtype}", cause="dtype")
            if any(np.asarray(y).dtype != np.int64 for _, y in groups.values()):
                hint = "a group's labels are some of those given, as they are"
                raise CheckFailure("make_multires gives labels of another type than int64", hint=hint, cause="dtype")


def spread(submission, images, labels, sizes, seed):
    """What make_multires gives; where it raises, what it may have taken for granted."""
    try:
        return submission.make_multires(images, labels, sizes, generator(seed))
    except RemoteError as error:
        hint, others = "", (([*sizes], images), (sizes, images.new_ones((len(images), 1, SIDE, SIDE))))
        for words, (kind, shown) in zip(
            ("are sizes held to be a list? They may be a tuple", f"are images held to be {SIDE} pixels wide?"),
            others,
            strict=True,
        ):
            if not hint and accepts(submission.make_multires, shown, labels, kind, generator(seed)):
                hint = words
        said = f"make_multires of images of {images.shape[-1]} × {images.shape[-1]}, sizes {sizes}, raises {error}"
        raise CheckFailure(said, hint=hint, cause="taken for granted") from error


def accepts(function, *arguments):
    """Whether the function returns."""
    try:
        function(*arguments)
    except RemoteError:
        return False
    return True


@points(3, part=PART, of="make_multires")
def test_each_image_is_there_once(submission, rng):
    """Each image lies on one canvas, with its own label"""
    count = 40
    labels = torch.from_numpy(rng.integers(0, 10, count))
    groups, _ = made(submission, count, [12, 9, 17], rng.integers(2**31), labels)
    numbers = np.array([round(one.value * count) - 1 for one in pasted(groups)])
    if sorted(numbers.tolist()) != list(range(count)):
        missing = count - len(set(numbers.tolist()))
        hint = "are images drawn with replacement?"
        of_group = np.split(numbers, np.cumsum([len(y) for _, y in groups.values()])[:-1])
        if all(set(one) <= set(of_group[0]) or set(one) >= set(of_group[0]) for one in of_group):
            hint = "are the same images taken for each group?"
        raise CheckFailure(f"make_multires: {missing} of {count} images are on no canvas", hint=hint, cause="images")
    found = np.concatenate([np.asarray(y) for _, y in groups.values()])
    hint = "are images and labels put in the same order?"
    if np.array_equal(found, labels):
        hint = "are labels left in their own order? They are to be put in that of the images"
    elif np.array_equal(found, numbers % 10):
        hint = "are the images' numbers given in place of their labels?"
    if (found != labels.numpy()[numbers]).any():
        raise CheckFailure("make_multires: images have other images' labels", hint=hint, cause="labels")


def slope(side, rows=0.3, columns=0.5):
    """An image that grows brighter downwards and, faster, to the right: what it is at a side of so many pixels."""
    places = (np.arange(side) + 0.5) / side
    return 0.1 + rows * places[:, None] + columns * places[None, :]


@points(3, part=PART, of="make_multires")
def test_images_are_resized(submission, rng):
    """The whole image is resized: nothing is cut off, turned or mirrored, and values stay what they are"""
    image = torch.from_numpy(slope(SIDE)).float().reshape(1, 1, SIDE, SIDE)
    groups = checked(
        submission.make_multires(
            image.expand(30, -1, -1, -1).clone(),
            torch.zeros(30, dtype=torch.int64),
            [40, 16],
            generator(rng.integers(2**31)),
        ),
        [40, 16],
        30,
    )
    for size, (x, _) in groups.items():
        for canvas in np.asarray(x)[:, 0]:
            lit = canvas > BLACK
            if not lit.any():
                raise CheckFailure(f"make_multires: a canvas of size {size} is black all over", cause="black")
            rows, columns = np.flatnonzero(lit.any(1)), np.flatnonzero(lit.any(0))
            found = canvas[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
            side = max(found.shape)
            if found.shape != (side, side):
                said = f"make_multires: a square image becomes {found.shape[0]} × {found.shape[1]} pixels"
                hint = "is it cut, stretched in one direction, or cut at a threshold to black and white?"
                raise CheckFailure(said, hint=hint, cause="square")
            # what is neither corner nor edge, at which interpolations differ
            inner = slice(side // 8, side - side // 8)
            likely = {
                "is the image cut instead of resized? All of it belongs into the square": lambda side=side, size=size: (
                    slope(size)[:side, :side]
                ),
                "is the image cut? All of it belongs into the square, and not only its middle": lambda side=side: slope(
                    2 * side
                )[side // 2 : side // 2 + side, side // 2 : side // 2 + side],
                "is it cut at a threshold, to black and white? Grey is to stay": lambda side=side: slope(side) > 0.5,
                "is the image mirrored from left to right?": lambda side=side: slope(side)[:, ::-1],
                "is the image upside down?": lambda side=side: slope(side)[::-1],
                "are rows and columns exchanged?": lambda side=side: slope(side).T,
                "are values scaled, or divided by 255 once more?": lambda side=side: slope(side) / 255,
            }
            try:
                check_close(found[inner, inner], slope(side)[inner, inner], name="a resized image", rtol=0, atol=0.06)
            except CheckFailure as failure:
                for hint, wrong in likely.items():
                    if wrong().shape == found.shape and np.abs(wrong() * 1.0 - found)[inner, inner].max() < 0.04:
                        raise CheckFailure(failure.message, hint=hint, cause="resized") from failure
                raise
    wide = 8 * (image.expand(8, -1, -1, -1) - 0.5)  # from −3.2 to 3.1
    groups = checked(submission.make_multires(wide, torch.zeros(8, dtype=torch.int64), [20], generator(1)), [20], 8)
    for canvas in np.asarray(groups[20][0]):
        if canvas.max() < 2 or canvas.min() > -2:
            said = f"make_multires: an image from −3 to 3 becomes one from {canvas.min():.1f} to {canvas.max():.1f}"
            raise CheckFailure(
                said, hint="are values cut off at 0 or 1, or scaled? They stay as they are", cause="values"
            )


@points(2, part=PART, of="make_multires")
def test_squares_lie_on_black(submission, rng):
    """The image is a square of s / 2 to s pixels, inside the canvas; around it there is black"""
    groups, _ = made(submission, 90, [12, 9, 17], rng.integers(2**31))
    lying = pasted(groups)
    oblong = [one for one in lying if one.rows != one.columns]
    for one in lying:
        if not one.solid:
            hint = "is the image blended or blurred at its edge, or another one pasted over it?"
            if all(other.rows == other.columns == other.size for other in lying if not other.solid):
                hint = "is the canvas something else than zeros: white, or noise?"
            raise CheckFailure(
                f"make_multires: on a canvas of {one.size} lies more than one image of one value",
                hint=hint,
                cause="canvas",
            )
        if one.rows != one.columns:
            hint = "is one side drawn for both directions?"
            if all(other.touches_the_edge for other in oblong):
                hint = "is it cut off at the edge of the canvas? It is to lie where all of it fits"
            said = f"make_multires: an image of {one.rows} × {one.columns} on a canvas of {one.size}, expected a square"
            raise CheckFailure(said, hint=hint, cause="square")
        if not one.size <= 2 * one.side <= 2 * one.size:
            hint = "is the lower end of what is drawn less than s / 2?" if 2 * one.side < one.size else ""
            if 2 * one.side == one.size - 1:
                hint = "half of an odd size is rounded up: less than s / 2 is too small"
            said = f"make_multires: an image of {one.side} pixels on a canvas of {one.size}, expected from s / 2 to s"
            raise CheckFailure(said, hint=hint, cause="side")


@points(2, part=PART, of="make_multires")
def test_every_side_is_drawn(submission, rng):
    """Every whole side from s / 2 to s comes up, the two ends as well as the others, for each image of a group anew"""
    groups, _ = made(submission, 1_600, [9, 12], rng.integers(2**31))
    lying, drawn = pasted(groups), []
    again, _ = made(submission, 1_600, [9, 12], rng.integers(2**31))
    if [one.side for one in lying] == [one.side for one in pasted(again)]:
        hint = "does a side follow from where the image stands in its group? It is drawn, by torch.randint"
        raise CheckFailure("make_multires draws the same sides for another generator", hint=hint, cause="not drawn")
    for size in groups:
        sides = {one.side for one in lying if one.size == size}
        due = set(range(-(-size // 2), size + 1))
        if len(sides) == 1:
            hint = "is the side drawn once for a group, or not at all?"
            raise CheckFailure(f"make_multires: all images of size {size} have one side", hint=hint, cause="one side")
        if not due <= sides:
            missing = ", ".join(map(str, sorted(due - sides)))
            hint = "the upper end of randint is not drawn: one more is to be named" if due - sides == {size} else ""
            if min(due) not in sides:
                hint = "is the lower end s / 2?"
            said = f"make_multires: of 800 images of size {size} none has a side of {missing}"
            raise CheckFailure(said, hint=hint, cause="sides")
        counts = [sum(one.side == side for one in lying if one.size == size) for side in due]
        if max(counts) > 0.5 * sum(counts):
            hint = "every side is to be as likely as the others"
            if counts[-1] == max(counts):
                hint = f"do most images fill their canvas? {hint.capitalize()}"
            raise CheckFailure(f"make_multires: most images of size {size} have one side", hint=hint, cause="uneven")
        drawn.append(counts)
    if by_chance(drawn) < RARE:
        said = "make_multires: some sides are drawn more often than others"
        raise CheckFailure(said, hint=seldom(drawn), cause="uneven")


def by_chance(drawn):
    """How likely counts as uneven as these are, where all of a row are equally likely: χ² of all rows together.

    For an even number of degrees of freedom, as there are here, its tail is a finite sum.
    """
    squares = sum(((np.array(counts) - np.mean(counts)) ** 2 / np.mean(counts)).sum() for counts in drawn)
    free = sum(len(counts) - 1 for counts in drawn)
    terms = np.cumprod([1.0, *(squares / 2 / k for k in range(1, free // 2))])
    return float(np.exp(-squares / 2) * terms.sum())


def seldom(drawn):
    """What is drawn too seldom."""
    ends, inner = (
        sum(sum(part) for part in found) / sum(map(len, found))
        for found in ([(row[0], row[-1]) for row in drawn], [row[1:-1] for row in drawn])
    )
    if ends < 0.75 * inner:
        return "are the two ends less likely than what lies between, as where a fraction is rounded? randint is even"
    return "each of them is to be as likely as the others: is it drawn by torch.randint?"


def one_place(lying, draws, axis):
    """Where images lie that have one edge in common, on a canvas of 8; `draws` are others, each by itself."""
    if any(len({(one.left, one.top)[axis] for one in lying if one.side == side}) > 1 for side in (4, 5, 6)):
        drawn, other = ("column", "row") if axis == 0 else ("row", "column")
        return f"is only the {drawn} drawn? The {other} is to be drawn as well"
    every = [one for draw in (lying, *draws) for one in draw]
    edges = {side: {(one.top, one.left)[axis] for one in every if one.side == side} for side in (4, 5, 6)}
    if all(seen <= {0} for seen in edges.values()):
        return "do all lie in the upper left corner?"
    if all(seen <= {(8 - side) // 2, (9 - side) // 2} for side, seen in edges.items()):
        return "do all lie in the middle?"
    return "is the place drawn once for a group? It is to be drawn for each image"


@points(3, part=PART, of="make_multires")
def test_every_place_is_drawn(submission, rng):
    """Every place where the image fits comes up, as often as others, for each image of a group anew"""
    groups, _ = made(submission, 1_200, [8], rng.integers(2**31))
    lying = pasted(groups)
    # which sides are drawn, is another test's matter: where one of them hardly comes up, the next tells as much
    sides = [side for side in (4, 6, 5) if sum(one.side == side for one in lying) >= ENOUGH][:2]
    if not sides:
        hint = "is the side drawn for each image? What fills its canvas has one place only"
        raise CheckFailure("make_multires: hardly an image of 4 to 6 pixels on a canvas of 8", hint=hint, cause="sides")
    for side in sides:
        places = [(one.top, one.left) for one in lying if one.side == side]
        due = set(range(8 - side + 1))
        for axis, name in enumerate(("top", "left")):
            seen = {place[axis] for place in places}
            if len(seen) <= 1:
                draws = [pasted(made(submission, 90, [8], rng.integers(2**31))[0]) for _ in range(3)]
                hint = one_place(lying, draws, axis)
                raise CheckFailure(
                    f"make_multires: the {name} edge of all images of one side is the same", hint=hint, cause="place"
                )
            if not due <= seen:
                hint = "may the image touch all four edges? The upper end of randint is not drawn"
                said = f"make_multires: no image of side {side} on a canvas of 8 has its {name} edge at some places"
                raise CheckFailure(said, hint=hint, cause="edge")
            counts = [sum(place[axis] == edge for place in places) for edge in due]
            if max(counts) > 0.65 * sum(counts):  # and what is less uneven is seen below, from all sides together
                hint = "every place is to be as likely as the others"
                raise CheckFailure(f"make_multires: most images have the same {name} edge", hint=hint, cause="uneven")
        if all(top == left for top, left in places):
            hint = "is one number drawn for both?"
            raise CheckFailure("make_multires: row and column of the place are the same", hint=hint, cause="diagonal")
    drawn = []
    for side in (4, 5, 6):
        places = [(one.top, one.left) for one in lying if one.side == side]
        if len(places) >= 3 * ENOUGH:  # with few of them, χ² is no measure
            drawn += [[sum(place[axis] == edge for place in places) for edge in range(9 - side)] for axis in (0, 1)]
    if drawn and by_chance(drawn) < RARE:
        said = "make_multires: some places are drawn more often than others"
        raise CheckFailure(said, hint=seldom(drawn), cause="uneven")


@points(1, part=PART, of="make_multires")
def test_groups_are_drawn(submission, rng):
    """Which image is in which group is drawn at random"""
    count, members = 60, []
    for _ in range(3):
        groups, _ = made(submission, count, [8, 12], rng.integers(2**31))
        lying = pasted(groups)
        if not all(one.solid for one in lying):
            raise CheckFailure(
                "make_multires: a canvas holds something else than one image of one value", cause="canvas"
            )
        members.append(frozenset(round(one.value * count) - 1 for one in lying if one.size == 8))
    if len(set(members)) == 1:
        every = frozenset(range(count))
        orders = {
            "are images taken in their own order? Where they come sorted by labels, a group would lack some": range(30),
            "do images go into the groups by turns?": range(0, count, 2),
            "are images sorted by their labels? Then a group lacks some of them": [n for n in every if n % 10 < 5],
        }
        hint = "are groups drawn by a generator of its own, always in the same state?"
        for words, numbers in orders.items():
            if members[0] in (frozenset(numbers), every - frozenset(numbers)):
                hint = words
        said = "make_multires puts the same images into a group whatever the generator"
        raise CheckFailure(said, hint=hint, cause="group")
    first, second, third = members
    if len(first & second) in (0, 30) and len(first & third) in (0, 30):
        raise CheckFailure("make_multires keeps the same images together in every draw", cause="group")
    # by chance 29 of the 59 pairs in a draw are together; three quarters of all of them are, with a chance below 1e-9
    together = sum((n in group) == (n + 1 in group) for group in members for n in range(count - 1))
    if together > 0.75 * len(members) * (count - 1):
        hint = "are groups cut from the images' own order, from a random place on? torch.randperm draws an order"
        raise CheckFailure("make_multires keeps images together that are neighbours", hint=hint, cause="neighbours")


@points(1, part=PART, of="make_multires")
def test_make_multires_follows_the_generator(submission, rng):
    """The same state of the generator gives the same groups, another state others"""
    images = torch.from_numpy(rng.random((9, 1, SIDE, SIDE))).float()
    labels = torch.arange(9)
    found = []
    for start, world in ((generator(5), 1), (generator(5), 2), (generator(6), 1), (advanced(5), 1)):
        remote.seed(submission, world)
        found.append(checked(submission.make_multires(images, labels, [8, 12], start), [8, 12], 9))
    if difference(found[0], found[1], "groups", rtol=1e-5):
        hint = "is something drawn from a global generator? All randomness must come from the one that is handed over"
        raise CheckFailure(
            "make_multires gives other groups for a generator in the same state", hint=hint, cause="not deterministic"
        )
    if not difference(found[0], found[2], "groups", rtol=1e-5):
        hint = "is the generator ignored that is handed over, for one of its own?"
        raise CheckFailure(
            "make_multires gives the same groups for another state of the generator", hint=hint, cause="ignored"
        )
    if not difference(found[0], found[3], "groups", rtol=1e-5):
        hint = "is it seeded again from initial_seed()? It goes on from where it is"
        raise CheckFailure(
            "make_multires gives the same groups for a generator that has drawn before", hint=hint, cause="seeded again"
        )


@points(1, part=PART, of="make_multires", excuses=False)
def test_make_multires_is_pure(submission, rng):
    """Images, labels, sizes and global random state stay as they are"""
    remote.seed(submission, int(rng.integers(2**31)))
    groups = check_unchanged(
        submission.make_multires, constant_images(7), torch.arange(7), [12, 8], generator(3), name="make_multires"
    )
    if not all(one.solid for one in pasted(checked(groups, [12, 8], 7))):
        raise CheckFailure("make_multires gives other images than those it was given", cause="images")
