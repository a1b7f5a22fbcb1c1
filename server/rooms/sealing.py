"""Sealed pictures: what travels before a face opens. All pictures of a deck weigh the same, and no key seals two."""

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

SMALLEST = 32 * 1024  # bytes
NONCE = bytes(12)  # the key is new for each picture, so the nonce need not be
LENGTH = 4  # bytes that tell a picture's length


def size_class(largest: int) -> int:
    """Return what every picture of a deck is padded to, in bytes, when its largest file has `largest`."""
    return max(SMALLEST, 1 << (largest + LENGTH - 1).bit_length())


def seal(pictures: list[bytes], key: bytes, match: str, number: int, size: int) -> bytes:
    """Return the binary message of a round: its number (2 bytes, big-endian), then the sealed picture or pictures.

    ChaCha20-Poly1305 (RFC 8439) with a nonce of zeros and "MATCH/ROUND" as associated data; the plaintext is, for each
    picture, its length (4 bytes, big-endian), the picture, and zeros up to `size`. ValueError where one is larger.
    """
    if max(map(len, pictures)) > size - LENGTH:
        raise ValueError(f"a picture does not fit into {size} bytes")
    plain = b"".join((len(picture).to_bytes(LENGTH) + picture).ljust(size, b"\0") for picture in pictures)
    return number.to_bytes(2) + ChaCha20Poly1305(key).encrypt(NONCE, plain, f"{match}/{number}".encode())
