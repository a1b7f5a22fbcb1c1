"""What a JPEG file says about how it was made, its picture apart. Pure."""

SOI, SOS, EOI = 0xD8, 0xDA, 0xD9
HUFFMAN = 0xC4  # made to measure for each picture, and there may be several: they follow from what is seen
ALONE = {0x01, *range(0xD0, 0xD9)}  # markers without a length


class NoJpegError(ValueError):
    """These bytes are no whole JPEG file."""


def make(data: bytes) -> tuple[tuple[int, bytes], ...]:
    """Return the segments before the picture's data: size, quantisation tables, metadata, comments.

    All pictures of a match must agree in it, or it would tell one class of faces from the other. Zeros may follow the
    end mark: they bring pictures to one length.
    """
    data = data.rstrip(b"\0")
    if data[:2] != bytes((0xFF, SOI)) or data[-2:] != bytes((0xFF, EOI)):
        raise NoJpegError(f"begins with {data[:4]!r}, ends with {data[-4:]!r}")
    segments: list[tuple[int, bytes]] = []
    at = 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise NoJpegError(f"no marker at byte {at}")
        marker = data[at + 1]
        if marker in ALONE:
            at += 2
            continue
        size = int.from_bytes(data[at + 2 : at + 4])
        if marker != HUFFMAN:
            segments.append((marker, data[at + 4 : at + 2 + size]))
        if marker == SOS:
            return tuple(segments)
        at += 2 + size
    raise NoJpegError("there is no picture in it")
