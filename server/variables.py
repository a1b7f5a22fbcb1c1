"""Reads environment variables that can be wrong, and says so in one sentence."""

import os
from pathlib import Path

import dj_database_url

from server.launch.obstacle import Obstacle

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
