"""Settings that cannot be right are one sentence, before anything begins."""

import subprocess
import sys
from pathlib import Path

import pytest

from server.audits.server_process import surroundings
from server.launch.obstacle import Obstacle
from server.variables import MailServer, listener, mail_server
from tests.servers import ROOT


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DATABASE_URL", "foo", "DATABASE_URL is no address of a database"),
        ("DATABASE_URL", "postgres://me:secret@host:port/x", "DATABASE_URL is no address of a database"),
        ("DATABASE_URL", "mysql://host/x", "DATABASE_URL is no address of a database"),
        (
            "UNCANNY_ROOMS_PER_MINUTE",
            "abc",
            "UNCANNY_ROOMS_PER_MINUTE must be a whole number of 1 or more, such as 120",
        ),
        ("UNCANNY_ROOMS_PER_MINUTE", "-1", "it is '-1'"),
        (
            "UNCANNY_METRICS",
            "localhost:9100",
            "UNCANNY_METRICS must be a port, such as 9100, or an address of this machine",
        ),
        ("UNCANNY_MAIL", "smtp://me:secret@mail.example.org", "UNCANNY_MAIL needs UNCANNY_MAIL_FROM, too."),
        ("UNCANNY_LOGS", "xml", "UNCANNY_LOGS must be one of json / text: it is 'xml'"),
    ],
)
def test_a_variable_that_cannot_be_right(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    said = subprocess.run(
        [sys.executable, ROOT / "manage.py", "check"],
        cwd=ROOT,
        env=surroundings(tmp_path, {name: value}),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (said.returncode, said.stderr.count("\n")) == (1, 1), said.stderr
    assert sentence in said.stderr
    assert "secret" not in said.stderr


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", None),
        ("9100", ("127.0.0.1", 9100)),
        (":9100", ("127.0.0.1", 9100)),
        ("10.0.0.5:9100", ("10.0.0.5", 9100)),
        ("[::]:9100", ("::", 9100)),
    ],
)
def test_where_to_listen(monkeypatch: pytest.MonkeyPatch, value: str, found: tuple[str, int] | None) -> None:
    monkeypatch.setenv("UNCANNY_METRICS", value)
    assert listener("UNCANNY_METRICS") == found


@pytest.mark.parametrize("value", ["0", "65536", "x", "example.org:9100", "10.0.0.5:", "\uff19100"])
def test_where_nobody_can_listen(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("UNCANNY_METRICS", value)
    with pytest.raises(Obstacle, match="UNCANNY_METRICS"):
        listener("UNCANNY_METRICS")


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("", None),
        ("smtp://localhost", MailServer("localhost", 25, "", "", starttls=False, tls=False)),
        ("submission://me:a%40b@m.example", MailServer("m.example", 587, "me", "a@b", starttls=True, tls=False)),
        ("smtps://m.example:4650", MailServer("m.example", 4650, "", "", starttls=False, tls=True)),
    ],
)
def test_where_mail_is_handed_in(monkeypatch: pytest.MonkeyPatch, value: str, found: MailServer | None) -> None:
    monkeypatch.setenv("UNCANNY_MAIL", value)
    assert mail_server("UNCANNY_MAIL") == found


@pytest.mark.parametrize("value", ["mail.example.org", "https://secret@x", "smtp://", "smtp://secret:y@host:port"])
def test_what_is_no_mail_server(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("UNCANNY_MAIL", value)
    with pytest.raises(Obstacle, match="UNCANNY_MAIL") as told:
        mail_server("UNCANNY_MAIL")
    assert "secret" not in str(told.value)
