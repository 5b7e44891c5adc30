# /// variant
# why = "the loops may go down to single numbers"
# ///
"""Seven loops over Python numbers."""

import torch


def conv2d_loops(x, weight, stride=1, padding=0):
    assert x.shape[1] == weight.shape[1], "channels"
    image, kernel = x.tolist(), weight.tolist()
    height, width = x.shape[2:]
    rows, columns = conv_output_size((height, width), tuple(weight.shape[2:]), stride, padding)
    y = torch.zeros(len(x), len(weight), rows, columns, dtype=x.dtype)
    for n, channels in enumerate(image):
        for o, planes in enumerate(kernel):
            for i in range(rows):
                for j in range(columns):
                    total = 0.0
                    for channel, plane in zip(channels, planes):
                        for u, line in enumerate(plane):
                            r = stride * i + u - padding
                            if 0 <= r < height:
                                for v, value in enumerate(line):
                                    s = stride * j + v - padding
                                    if 0 <= s < width:
                                        total += value * channel[r][s]
                    y[n, o, i, j] = total
    return y
