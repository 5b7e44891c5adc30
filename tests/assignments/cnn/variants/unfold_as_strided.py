# /// variant
# why = "the patches can be a view of the padded image's memory"
# ///
"""as_strided, which is no unfold."""

from torch.nn import functional as F


def unfold(x, kernel_size, stride, padding):
    (kh, kw), (b, c) = kernel_size, x.shape[:2]
    rows, columns = conv_output_size(x.shape[2:], kernel_size, stride, padding)
    padded = F.pad(x, (padding,) * 4).contiguous()
    n, ch, h, w = padded.stride()
    windows = padded.as_strided((b, c, kh, kw, rows, columns), (n, ch, h, w, stride * h, stride * w))
    return windows.reshape(b, c * kh * kw, rows * columns)
