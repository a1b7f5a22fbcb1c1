"""Error pages: in the common look, in the visitor's language, and never an error themselves."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.urls import path

from server.urls import urlpatterns as ours
from tests.pages.conftest import Visit
from tests.pages.markup import Markup


def _fails(error: Exception) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        raise error

    return view


urlpatterns = [
    *ours,
    path("400/", _fails(SuspiciousOperation())),
    path("403/", _fails(PermissionDenied())),
    path("500/", _fails(RuntimeError())),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "english", "chinese"),
    [
        ("/400/", 400, "That was not a question we understand.", "我们没看懂这个请求。"),
        ("/403/", 403, "This door is closed.", "此门已关。"),
        ("/nowhere/", 404, "This page was never born.", "此页从未诞生。"),
        ("/500/", 500, "Something broke.", "出了点故障。"),
    ],
)
def test_errors_have_a_page(
    visit: Visit, caplog: pytest.LogCaptureFixture, address: str, status: int, english: str, chinese: str
) -> None:
    for language, words in (("en", english), ("zh-CN", chinese)):
        response = visit(language, raise_request_exception=False).get(address)
        page = Markup(response)
        assert response.status_code == status
        assert words in page.text
        assert str(status) in page.text
        assert page.all("a", href="/")
        assert page.inline() == []


def test_a_form_without_its_token_is_explained(visit: Visit) -> None:
    response = visit(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert response.status_code == 403
    assert "That took too long." in Markup(response).text
