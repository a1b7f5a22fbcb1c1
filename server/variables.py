"""Reads environment variables that can be wrong, and says so in one sentence."""

import ipaddress
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import dj_database_url

from server.launch.obstacle import Obstacle

# How a mail server is spoken to, by the scheme of its address: the usual port, STARTTLS, TLS from the beginning.
MAILING = {"smtp": (25, False, False), "submission": (587, True, False), "smtps": (465, False, True)}
ENGINES = {"django.db.backends.sqlite3", "django.db.backends.postgresql"}


def whole_number(name: str, default: int) -> int:
    """Return a variable that is a number of 1 or more. Raises Obstacle."""
    text = os.environ.get(name, "").strip()
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise Obstacle(
            f"{name} must be a whole number of 1 or more, such as {default}: it is {text!r}.",
            f"{name} 必须是大于等于 1 的整数，例如 {default}；现在是 {text!r}。",
        )
    return int(text)


def one_of(name: str, *values: str) -> str:
    """Return a variable that is one of a few words, the first where it is empty. Raises Obstacle."""
    text = os.environ.get(name, "").strip() or values[0]
    if text not in values:
        words = " / ".join(values)
        raise Obstacle(
            f"{name} must be one of {words}: it is {text!r}.", f"{name} 必须是 {words} 之一；现在是 {text!r}。"
        )
    return text


def listener(name: str) -> tuple[str, int] | None:
    """Return the address of this machine that a variable names, as PORT or ADDRESS:PORT; None where it is empty.

    A port alone is one of 127.0.0.1: nobody outside reaches it. Raises Obstacle.
    """
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or "127.0.0.1"
    if not (_is_address(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise Obstacle(
            f"{name} must be a port, such as 9100, or an address of this machine with one, such as 10.0.0.5:9100: it is"
            f" {text!r}.",
            f"{name} 必须是端口（例如 9100），或本机地址加端口（例如 10.0.0.5:9100）；现在是 {text!r}。",
        )
    return host, int(port)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def database(file: Path) -> dj_database_url.DBConfig:
    """Return Django's settings for DATABASE_URL, or for SQLite in this file. Raises Obstacle; tells no password."""
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{file}"
    try:
        found = dj_database_url.parse(url)
    except ValueError:
        found = {}
    if found.get("ENGINE") not in ENGINES:
        raise Obstacle(
            "DATABASE_URL is no address of a database: it looks like postgres://user:password@host/name or"
            " sqlite:////folder/file.",
            "DATABASE_URL 不是有效的数据库地址：格式如 postgres://user:password@host/name 或 sqlite:////folder/file。",
        )
    return found


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where mails are handed in, and as whom."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool


def mail_server(name: str) -> MailServer | None:
    """Return the mail server that a variable names; None where it is empty. Raises Obstacle; tells no password."""
    text = os.environ.get(name, "").strip()
    if not text:
        return None
    try:
        url = urlsplit(text)
        port, starttls, tls = MAILING[url.scheme]
        user, password = unquote(url.username or ""), unquote(url.password or "")
        found = MailServer(url.hostname or "", url.port or port, user, password, starttls, tls)
    except (ValueError, KeyError):
        found = None
    if found is None or not found.host:
        raise Obstacle(
            f"{name} is no address of a mail server: it looks like submission://user:password@mail.example.org (also"
            " smtps:// and smtp://).",
            f"{name} 不是有效的邮件服务器地址：格式如 submission://user:password@mail.example.org（也可用 smtps:// 或"
            " smtp://）。",
        )
    return found


def required(name: str, other: str) -> Obstacle:
    """Return what to raise where one variable wants another one, too."""
    return Obstacle(f"{name} needs {other}, too.", f"设置了 {name}，还需要设置 {other}。")
