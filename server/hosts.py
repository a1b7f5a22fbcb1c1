"""Which host names the server answers to: a page of a foreign name must not reach a game on the local network."""

import ipaddress
from collections.abc import Awaitable, Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.http.request import split_domain_port, validate_host

Answer = HttpResponse | Awaitable[HttpResponse]


def allowed(host: str) -> bool:
    """Tell whether a Host header (or an Origin's host, port included or not) names this server.

    With ALLOWED_HOSTS set, only those. Otherwise what a foreign name server cannot point at us: IP literals, localhost,
    *.localhost, *.local (answered on the local network) and names without a dot. This is what stops DNS rebinding.
    """
    domain, _port = split_domain_port(host)
    if not domain:
        return False
    if not settings.GUARD_HOSTS:
        return validate_host(domain, settings.ALLOWED_HOSTS)
    try:
        ipaddress.ip_address(domain.strip("[]"))
    except ValueError:
        return "." not in domain or domain.endswith((".local", ".localhost"))
    return True


class HostGuard:
    """Middleware that turns away requests for other host names, before anything reads them."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Answer]) -> None:
        """Follow the neighbour: asynchronous under ASGI, synchronous in tests of views."""
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Answer:
        """Pass the request on, or refuse it."""
        if allowed(request.META.get("HTTP_HOST", "")):
            return self.get_response(request)
        return refuse() if iscoroutinefunction(self.get_response) else refusal()


async def refuse() -> HttpResponse:
    """Return the answer for a foreign name, under ASGI."""
    return refusal()


def refusal() -> HttpResponse:
    """Return the answer for a foreign name."""
    text = "This server does not answer to that name. / 此服务器不响应该主机名。"
    return HttpResponseBadRequest(text, content_type="text/plain; charset=utf-8")
