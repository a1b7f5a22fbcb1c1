"""The first start: from a bare Python into .venv, and what it says when it cannot.

A tiny project (manage.py and server/launch as they are, a pretended Django as the only package) is set up for real,
with no network: the wheel is found in a folder.
"""

import base64
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from server.launch import environment
from tests.servers import ROOT

BARE_PYTHON = sys._base_executable  # outside .venv
DJANGO = {
    "django/__init__.py": "",
    "django/core/__init__.py": "",
    "django/core/management.py": "def execute_from_command_line(argv): print('django got', argv[1:])\n",
    "Django-5.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: Django\nVersion: 5.2\n",
    "Django-5.2.dist-info/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}


def make_wheel(folder: Path) -> str:
    """Write the pretended Django's wheel; return its sha256."""
    wheel = folder / "Django-5.2-py3-none-any.whl"
    record = "".join(
        f"{name},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b'=').decode()},"
        f"{len(text)}\n"
        for name, text in DJANGO.items()
    )
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in DJANGO.items():
            archive.writestr(name, text)
        archive.writestr("Django-5.2.dist-info/RECORD", record + "Django-5.2.dist-info/RECORD,,\n")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


class Fresh:
    """A fresh machine with a checkout."""

    def __init__(self, folder: Path, *, uv: bool) -> None:
        self.root = folder / "checkout"
        (self.root / "server").mkdir(parents=True)
        shutil.copy(ROOT / "manage.py", self.root)
        (self.root / "server" / "__init__.py").touch()
        shutil.copytree(ROOT / "server" / "launch", self.root / "server" / "launch")
        self.wheels = folder / "wheels"
        self.wheels.mkdir()
        lock = f"django==5.2 \\\n    --hash=sha256:{make_wheel(self.wheels)}\n"
        for name in (environment.RUNTIME, environment.DEVELOPMENT):
            (self.root / name).write_text(lock)
        path = folder / "path"
        path.mkdir()
        if uv:
            (path / "uv").symlink_to(shutil.which("uv"))
        self.env = {
            "PATH": f"{path}:/usr/bin:/bin",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "UV_NO_CONFIG": "1",
            "UV_OFFLINE": "1",
            "UV_FIND_LINKS": str(self.wheels),
            "UV_CACHE_DIR": str(folder / "cache"),
        }
        # A version manager's shim needs to find its home.
        self.env |= {name: value for name, value in os.environ.items() if name.startswith("PYENV")}

    def go_offline(self) -> None:
        """Make the package index an address nobody answers at, with nothing cached."""
        for name in ("PIP_NO_INDEX", "PIP_FIND_LINKS", "UV_OFFLINE", "UV_FIND_LINKS"):
            del self.env[name]
        nowhere = "http://127.0.0.1:9/simple/"
        self.env |= {"PIP_INDEX_URL": nowhere, "UV_DEFAULT_INDEX": nowhere, "PIP_NO_CACHE_DIR": "1"}
        self.env |= {"UV_HTTP_RETRIES": "0"}

    def start(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BARE_PYTHON, "manage.py", *arguments],
            cwd=self.root,
            env=self.env,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )


UV = bool(environment._uv())


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """With the faster installer that is here."""
    return Fresh(tmp_path, uv=getattr(request, "param", UV))


both_installers = pytest.mark.parametrize("fresh", [True, False] if UV else [False], ids="uv={}".format, indirect=True)


@both_installers
def test_the_first_start_installs_and_the_second_does_not(fresh: Fresh) -> None:
    first = fresh.start("check")
    assert first.returncode == 0, first.stderr
    assert "Installing Python packages" in first.stdout
    assert first.stdout.endswith("django got ['check']\n")
    fresh.go_offline()
    second = fresh.start("check")
    assert (second.returncode, second.stdout) == (0, "django got ['check']\n")


def test_changed_requirements_are_installed(fresh: Fresh) -> None:
    assert fresh.start("check").returncode == 0
    lock = fresh.root / environment.RUNTIME
    lock.write_text(lock.read_text() + "# one line more\n")
    assert "Installing Python packages" in fresh.start("check").stdout


@both_installers
def test_no_network_is_one_sentence_and_the_next_start_carries_on(fresh: Fresh) -> None:
    online = dict(fresh.env)
    fresh.go_offline()
    failed = fresh.start("check")
    assert failed.returncode == 1
    assert failed.stderr.count("\n") == 1
    assert "no network" in failed.stderr
    fresh.env = online
    assert fresh.start("check").stdout.endswith("django got ['check']\n")


@both_installers
def test_a_half_finished_environment_is_made_anew(fresh: Fresh) -> None:
    broken = fresh.root / ".venv"
    (broken / "bin").mkdir(parents=True)
    (broken / "bin" / "python").write_text("half a file")
    (broken / "unfinished").touch()
    again = fresh.start("check")
    assert again.returncode == 0, again.stderr
    assert again.stdout.endswith("django got ['check']\n")


def test_an_environment_whose_python_went_away_is_made_anew(fresh: Fresh) -> None:
    assert fresh.start("check").returncode == 0
    python = fresh.root / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python")
    again = fresh.start("check")
    assert again.returncode == 0, again.stderr


def test_two_first_starts_at_once_do_not_collide(fresh: Fresh) -> None:
    command = [BARE_PYTHON, "manage.py", "check"]
    both = [
        subprocess.Popen(
            command, cwd=fresh.root, env=fresh.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for _ in range(2)
    ]
    said = [process.communicate(timeout=100)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert all(text.endswith("django got ['check']\n") for text in said)


def test_no_right_to_write_is_one_sentence(tmp_path: Path) -> None:
    fresh = Fresh(tmp_path, uv=False)
    (fresh.root / ".venv").write_text("a file where the folder should be")
    failed = fresh.start("check")
    assert failed.returncode == 1
    assert "Cannot write to" in failed.stderr
    assert "UNCANNY_DATA" not in failed.stderr  # would not move it
    assert failed.stderr.count("\n") == 1


def test_a_python_of_another_user_is_one_sentence(fresh: Fresh) -> None:
    # As if .venv/bin/python led into a folder that is closed to this user (whom nothing is closed to, if it is root).
    (fresh.root / "sitecustomize.py").write_text(
        "import pathlib\n"
        "def stat(path, **_):\n"
        "    if path.name == 'python': raise PermissionError(13, 'Permission denied')\n"
        "    return real(path)\n"
        "real, pathlib.Path.stat = pathlib.Path.stat, stat\n"
    )
    fresh.env["PYTHONPATH"] = str(fresh.root)
    failed = fresh.start("check")
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1), failed.stderr
    assert f"may not use the Python of {fresh.root / '.venv'}" in failed.stderr


def test_a_data_folder_that_cannot_be_written_is_one_sentence(fresh: Fresh) -> None:
    assert fresh.start("check").returncode == 0
    fresh.env["UNCANNY_DATA"] = str(fresh.root / "manage.py" / "data")
    failed = fresh.start("check")
    assert (failed.returncode, failed.stderr.count("\n")) == (1, 1)
    assert "UNCANNY_DATA" in failed.stderr


def test_a_python_without_venv_is_told_what_to_install(tmp_path: Path) -> None:
    fresh = Fresh(tmp_path, uv=False)
    (fresh.root / "sitecustomize.py").write_text("import sys\nsys.modules['ensurepip'] = None\n")
    fresh.env["PYTHONPATH"] = str(fresh.root)
    failed = fresh.start("check")
    assert failed.returncode == 1
    assert "python3-venv" in failed.stderr
    assert failed.stderr.count("\n") == 1


def test_an_interrupted_installation_leaves_no_process_and_carries_on(tmp_path: Path) -> None:
    fresh = Fresh(tmp_path, uv=False)
    command = [BARE_PYTHON, "manage.py", "check"]
    process = subprocess.Popen(
        command, cwd=fresh.root, env=fresh.env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    limit = time.monotonic() + 20
    while not (fresh.root / ".venv" / "pyvenv.cfg").exists() and time.monotonic() < limit:
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    assert process.communicate(timeout=20)[1] == b""
    assert process.returncode == 128 + signal.SIGTERM
    left = subprocess.run(["pgrep", "-f", str(fresh.root)], capture_output=True, text=True, check=False)
    assert left.stdout == ""
    assert fresh.start("check").stdout.endswith("django got ['check']\n")


def test_an_old_python_is_told_so() -> None:
    # Any interpreter must be able to read the file up to the check: no newer syntax in manage.py.
    compile((ROOT / "manage.py").read_text(), "manage.py", "exec", dont_inherit=True)
    code = (
        "import sys, runpy; sys.version_info = (3, 9); sys.argv = ['manage.py'];"
        "runpy.run_path('manage.py', run_name='__main__')"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stderr.count("\n")) == (1, 1)
    assert "Python 3.11 or newer is needed" in said.stderr


def test_an_image_installs_its_packages_before_it_has_the_game(fresh: Fresh) -> None:
    # As the Dockerfile's stage does: manage.py, the lock file and server/launch, no sources of the browser's part.
    done = fresh.start("prepare", "--no-deck")
    assert (done.returncode, done.stderr) == (0, "")
    assert "Installing Python packages" in done.stdout
    assert "browser" not in done.stdout
