"""Width and height of a picture read from its header, without unfolding it. Pure."""

import struct

_SIZES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG segments that tell the size of the frame."""
_PIXELS = frozenset({0xD9, 0xDA})
"""Where the dots themselves begin, or the file ends."""


def image_size(content: bytes, media_type: str) -> tuple[int, int] | None:
    """Width and height in dots of a JPEG, PNG or WebP; None when the header cannot be read."""
    read = {"image/jpeg": _jpeg, "image/png": _png, "image/webp": _webp}[media_type]
    try:
        size = read(content)
    except (struct.error, IndexError):
        return None
    return size if size and size[0] > 0 and size[1] > 0 else None


def _png(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """Walk over the segments up to the frame's own."""
    place = 2
    while place < len(content):
        if content[place] != 0xFF:
            return None
        marker = content[place + 1]
        if marker == 0xFF:
            place += 1
        elif marker in _SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        elif marker in _PIXELS:
            return None
        else:
            place += 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    kind = content[12:16]
    if kind == b"VP8X":
        return 1 + int.from_bytes(content[24:27], "little"), 1 + int.from_bytes(content[27:30], "little")
    if kind == b"VP8L" and content[20] == 0x2F:
        bits = struct.unpack("<I", content[21:25])[0]
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", content[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
