"""The guard against foreign host names."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from server.hosts import HostGuard, allowed


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8000",
        "127.0.0.1:8000",
        "192.168.1.23:8000",
        "203.0.113.5",
        "[::1]:8000",
        "[fd00::1]",
        "classroom-pc:8000",
        "teacher.local:8000",
        "TEACHER.LOCAL.",
        "room.localhost",
    ],
)
def test_local_names_and_addresses_are_served(host: str) -> None:
    assert allowed(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "local.evil.example",
        "xlocal.example",
        "a b",
        "host:port",
        "[::1",
        "1.2.3.4.5",
        ".local/x",
    ],
)
def test_foreign_and_broken_names_are_not(host: str) -> None:
    assert not allowed(host)


def test_a_list_of_names_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "GUARD_HOSTS", False)
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["play.example"])
    assert allowed("play.example:443")
    assert not allowed("localhost")


def test_the_middleware_refuses_with_400() -> None:
    guard = HostGuard(lambda _request: HttpResponse("in"))
    assert guard(RequestFactory().get("/", headers={"host": "localhost"})).content == b"in"
    assert guard(RequestFactory().get("/", headers={"host": "evil.example"})).status_code == 400


async def test_the_middleware_refuses_under_asgi() -> None:
    async def inside(request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")

    guard = HostGuard(inside)
    assert (await guard(RequestFactory().get("/", headers={"host": "localhost"}))).content == b"in"
    assert (await guard(RequestFactory().get("/", headers={"host": "evil.example"}))).status_code == 400
