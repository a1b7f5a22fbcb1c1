"""Builders of sources: honest ones, and archives that are made to do harm. None takes more than a moment."""

import bz2
import gzip
import io
import lzma
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

TREE = {
    "train/real/a.jpg": b"a photograph",
    "train/fake/b.jpg": b"a picture" * 1000,
    "train/fake/ümlaut 人.png": b"\x00\x01",
    "train.csv": b"path,label\n",
    "empty.jpg": b"",
    f"{'deep/' * 30}{'n' * 120}.jpg": b"long name",
}
LITTER = ("__MACOSX/train/._a.jpg", ".DS_Store", "train/Thumbs.db", ".git/config", "train/.hidden.jpg", "Icon\r")
UNSAFE = {
    "absolute": "/etc/a.jpg",
    "parent": "../a.jpg",
    "parent_inside": "a/../../a.jpg",
    "drive": "C:/a.jpg",
    "drive_relative": "c:a.jpg",
    "drive_behind_dot": "./C:/a.jpg",
    "share": "\\\\host\\share\\a.jpg",
    "backslash": "..\\a.jpg",
    "line": "a\nunfit: b.jpg",
    "long": "a/" * 40 + "b" * 1000,
    "deep": "a/" * 200 + "b",
}


def folder_of(path: Path, tree: dict[str, bytes]) -> Path:
    for name, data in tree.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def zip_of(path: Path, tree: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.mkdir("train")
        for name, data in tree.items():
            archive.writestr(name, data)
    return path


def tar_bytes(tree: dict[str, bytes], format_: int = tarfile.PAX_FORMAT) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=format_) as archive:
        top = tarfile.TarInfo("./")
        top.type = tarfile.DIRTYPE
        archive.addfile(top)
        for name, data in tree.items():
            archive.addfile(_info(f"./{name}", size=len(data)), io.BytesIO(data))
    return file.getvalue()


CONTAINERS: dict[str, Callable[[Path, dict[str, bytes]], Path]] = {
    "folder": folder_of,
    "zip": zip_of,
    "stored.zip": lambda path, tree: zip_of(path, tree, zipfile.ZIP_STORED),
    "tar": lambda path, tree: _written(path, tar_bytes(tree)),
    "gnu.tar": lambda path, tree: _written(path, tar_bytes(tree, tarfile.GNU_FORMAT)),
    "tar.gz": lambda path, tree: _written(path, gzip.compress(tar_bytes(tree))),
    "tgz": lambda path, tree: _written(path, gzip.compress(tar_bytes(tree))),
    "tar.bz2": lambda path, tree: _written(path, bz2.compress(tar_bytes(tree))),
    "jpg": lambda path, tree: _written(path, gzip.compress(tar_bytes(tree))),  # suffixes lie
}


def tiny_files(path: Path, number: int) -> Path:
    """Write a tar.gz of so many empty files; TarInfo.tobuf would take half a minute for a million."""
    plain = bytearray(_info("00000000.jpg").tobuf(tarfile.USTAR_FORMAT))
    least = int(plain[148:154], 8)
    with gzip.open(path, "wb", compresslevel=1) as file:
        for index in range(number):
            name = b"%08d" % index
            plain[:8] = name
            plain[148:154] = b"%06o" % (least + sum(name) - 8 * ord("0"))
            file.write(plain)
        file.write(bytes(1024))
    return path


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _info(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, "a" if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE) else ""
    return info


def _tar(*infos: tarfile.TarInfo, format_: int = tarfile.PAX_FORMAT) -> bytes:
    """Return headers with nothing behind them, and the end of a tar."""
    return b"".join(info.tobuf(format_, "utf-8", "surrogateescape") for info in infos) + bytes(1024)


def _extended(kind: bytes, text: bytes, size: int | None = None) -> bytes:
    """Return an extended header and what it says; `size` may lie."""
    header = _info("extended", kind, len(text) if size is None else size).tobuf(tarfile.GNU_FORMAT)
    return header + text + bytes(-len(text) % 512)


def _pax(record: bytes) -> bytes:
    return _extended(tarfile.XHDTYPE, record) + _tar(_info("a.jpg"))


def _zip(
    name: str = "a.jpg", data: bytes = b"a", mode: int = stat.S_IFREG, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = (mode | 0o644) << 16
        info.compress_type = method
        archive.writestr(info, data)
    return file.getvalue()


def _directory(data: bytes, offset: int, form: str, *values: int, entry: int = 0) -> bytes:
    """Return a zip with a field of its central directory set, as by an attacker."""
    start = -1
    for _ in range(entry + 1):
        start = data.index(b"PK\x01\x02", start + 1)
    changed = bytearray(data)
    struct.pack_into(form, changed, start + offset, *values)
    return bytes(changed)


def _zip_of_two() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.jpg", b"a" * 500)
        archive.writestr("b.jpg", b"b" * 500)
    return file.getvalue()


def lying_zip(path: Path, size: int) -> Path:
    """Write a zip whose one file says to have ten bytes, and has `size`."""
    return _written(path, _directory(_zip(data=bytes(size)), 24, "<I", 10))


def overrated_zip(path: Path) -> Path:
    """Write a zip whose one file says to have more bytes than it has."""
    return _written(path, _directory(_zip(data=b"abc" * 100), 24, "<I", 1000))


def _zip_bomb_of_many() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for index in range(12):
            archive.writestr(f"{index}.jpg", bytes(MIB))
    return file.getvalue()


HONEST_TAR = tar_bytes(TREE)
HONEST_ZIP = _zip_of_two()
MIB = 2**20

# What each is refused with, and its bytes.
HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("truncated", lambda: b""),
    "text": ("unknown_format", lambda: b"Hello, I am a text. " * 100),
    "picture": ("unknown_format", lambda: b"\xff\xd8\xff\xe0" + bytes(2000)),
    "gzipped_text": ("unknown_format", lambda: gzip.compress(b"Hello, I am a text. " * 100)),
    "tar.xz": ("unknown_format", lambda: lzma.compress(HONEST_TAR)),
    **{f"zip_{key}": ("unsafe_name", lambda name=name: _zip(name)) for key, name in UNSAFE.items()},
    **{f"tar_{key}": ("unsafe_name", lambda name=name: _tar(_info(name))) for key, name in UNSAFE.items()},
    **{
        f"gnu_{key}": ("unsafe_name", lambda name=name: _tar(_info(name), format_=tarfile.GNU_FORMAT))
        for key, name in UNSAFE.items()
    },
    "zip_folder": ("unsafe_name", lambda: _zip("../", b"")),
    "zip_nul": ("unsafe_name", lambda: _zip("abcdefg").replace(b"abcdefg", b"abc\0efg")),
    "zip_no_utf8": ("unsafe_name", lambda: _zip("人").replace("人".encode(), b"\xff\xfe\xfd")),
    "zip_link": ("link", lambda: _zip(mode=stat.S_IFLNK)),
    "zip_device": ("link", lambda: _zip(mode=stat.S_IFBLK)),
    "zip_encrypted": ("encrypted", lambda: _directory(_zip(), 8, "<H", 1)),
    "zip_strongly_encrypted": ("encrypted", lambda: _directory(_zip(), 8, "<H", 0x41)),
    "zip_bzip2": ("unknown_format", lambda: _zip(method=zipfile.ZIP_BZIP2)),
    "zip_lzma": ("unknown_format", lambda: _zip(method=zipfile.ZIP_LZMA)),
    "zip_bomb": ("bomb", lambda: _zip(data=bytes(9 * MIB))),
    "zip_bomb_of_many": ("bomb", _zip_bomb_of_many),
    "zip_overlapping": ("bomb", lambda: _directory(_zip_of_two(), 42, "<I", 0, entry=1)),
    "zip_inside_another": ("bomb", lambda: _directory(_zip_of_two(), 42, "<I", 100, entry=1)),
    "zip_over_its_directory": ("bomb", lambda: _directory(_zip_of_two(), 20, "<II", 5000, 5000, entry=1)),
    "zip_cut_in_directory": ("truncated", lambda: HONEST_ZIP[:-30]),
    "zip_cut_in_file": ("truncated", lambda: HONEST_ZIP[:300]),
    "zip_without_front": ("truncated", lambda: b"PK\x03\x04" + HONEST_ZIP[-22:]),
    "tar_folder": ("unsafe_name", lambda: _tar(_info("../..", tarfile.DIRTYPE))),
    "tar_long_nul": ("unsafe_name", lambda: _extended(tarfile.GNUTYPE_LONGNAME, b"a\0b.jpg\0") + _tar(_info("a"))),
    "tar_pax_nul": ("unsafe_name", lambda: _pax(b"15 path=a\0.jpg\n")),
    "tar_empty_name": ("unsafe_name", lambda: _tar(_info("./"))[:156] + b"0" + _tar(_info("./"))[157:]),
    "tar_symlink": ("link", lambda: _tar(_info("a", tarfile.SYMTYPE))),
    "tar_hard_link": ("link", lambda: _tar(_info("a", tarfile.LNKTYPE))),
    "tar_long_link": ("link", lambda: _extended(tarfile.GNUTYPE_LONGLINK, b"a" * 200) + _tar(_info("a", b"2"))),
    "tar_device": ("link", lambda: _tar(_info("a", tarfile.CHRTYPE))),
    "tar_pipe": ("link", lambda: _tar(_info("a", tarfile.FIFOTYPE))),
    "tar_unknown_kind": ("link", lambda: _tar(_info("a", b"Z"))),
    "tar_holes": ("bomb", lambda: _tar(_info("a", tarfile.GNUTYPE_SPARSE), format_=tarfile.GNU_FORMAT)),
    "tar_pax_holes": ("bomb", lambda: _pax(b"22 GNU.sparse.major=1\n")),
    "tar_long_name_bomb": ("bomb", lambda: _extended(tarfile.GNUTYPE_LONGNAME, b"a", 2**32)),
    "tar_pax_bomb": ("bomb", lambda: _extended(tarfile.XHDTYPE, b"a", 2**32)),
    "tar_large": ("too_large", lambda: _tar(_info("a.jpg", size=257 * MIB))),
    "tar_large_table": ("too_large", lambda: _tar(_info("a.csv", size=1025 * MIB))),
    "tar_large_by_pax": ("too_large", lambda: _pax(b"20 size=99999999999\n")),
    "tar_negative": ("truncated", lambda: _tar(_info("a.jpg", size=-512), format_=tarfile.GNU_FORMAT)),
    "tar_negative_pax": ("truncated", lambda: _pax(b"13 size=-512\n")),
    "tar_broken_pax": ("truncated", lambda: _pax(b"0 path=a\n")),
    "tar_overlong_pax": ("truncated", lambda: _pax(b"99 path=a\n")),
    "tar_chain": ("truncated", lambda: _extended(tarfile.XHDTYPE, b"") * 2000),
    "tar_without_end": ("truncated", lambda: HONEST_TAR.rstrip(b"\0")[:-1]),
    "tar_cut_at_a_file": ("truncated", lambda: _tar(_info("a"), _info("b"))[:-1024]),
    "tar_cut_in_header": ("truncated", lambda: _tar(_info("a"), _info("b"))[:700]),
    "tar_cut_in_file": ("truncated", lambda: HONEST_TAR[: len(HONEST_TAR) // 2]),
    "tar_torn": ("truncated", lambda: _tar(_info("a"))[:512] + HONEST_TAR[99:]),
    "tar.gz_cut": ("truncated", lambda: gzip.compress(HONEST_TAR)[:-300]),
    "tar.gz_cut_at_the_end": ("truncated", lambda: gzip.compress(HONEST_TAR)[:-4]),
    "tar.gz_wrong_sum": ("truncated", lambda: gzip.compress(HONEST_TAR)[:-8] + bytes(8)),
    "tar.gz_bomb": ("bomb", lambda: gzip.compress(_tar(_info("a.jpg", size=9 * MIB))[:512] + bytes(9 * MIB + 1024))),
    "tar.gz_bomb_behind_the_end": ("bomb", lambda: gzip.compress(HONEST_TAR + bytes(9 * MIB))),
    "tar.bz2_bomb": ("bomb", lambda: bz2.compress(HONEST_TAR + bytes(9 * MIB))),
    "tar.bz2_cut": ("truncated", lambda: bz2.compress(HONEST_TAR)[:-20]),
}
