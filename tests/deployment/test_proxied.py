"""The deployment as players meet it: two processes behind the proxy, over TLS."""

import json
import re
import signal
import ssl
from typing import Any

import pytest
from httpx import Client
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from server.headers import HEADERS
from tests.deployment.topology import BALANCER, JOINS, OLD, SITES, Deployment
from tests.servers import ROOT


def script() -> str:
    """The address of the room's script."""
    manifest = json.loads((ROOT / "frontend/dist/manifest.json").read_text())
    return f"/static/{manifest['src/room/main.ts']['file']}"


def refused(deployment: Deployment, come_from: str, forwarded: str) -> bool:
    """Open a socket from one address, claiming to come from another; tell whether it was one too many."""
    with connect(
        deployment.url.replace("https", "wss") + "/ws/room/ZZZZ/",
        sock=deployment.dial(come_from),
        ssl=deployment.trust(),
        server_hostname="localhost",
        additional_headers={"X-Forwarded-For": forwarded, "X-Real-IP": forwarded, "Forwarded": f"for={forwarded}"},
        proxy=None,
        open_timeout=18,  # less than the proxy gives a page
    ) as line:
        try:
            line.send('{"t":"clock","sent":1}')
            told = str(line.recv(timeout=20))
        except ConnectionClosed:
            return True
        return "too_many_joins" in told


def test_a_whole_match_over_wss(played: dict[str, Any]) -> None:
    assert (played["errors"], played["complaints"], played["finished"]) == (0, [], 1)
    assert played["answers"] == 2 * 3
    assert played["pictures"] > 0, "no face was fetched through the proxy"


def test_pages_are_hardened_and_for_https_only(deployment: Deployment) -> None:
    status, told, page = deployment.get("/", name=SITES[1])
    assert (status, told["strict-transport-security"]) == (200, f"max-age={365 * 24 * 3600}")
    assert "unsafe" not in told["content-security-policy"]
    assert {name: told[name.lower()] for name in HEADERS} == HEADERS
    assert told["x-content-type-options"] == "nosniff"
    assert "secure" in told["set-cookie"].lower()
    assert re.search(rb'src="/static/assets/', page)
    status, here, _ = deployment.get("/")
    assert (status, "strict-transport-security" in here) == (200, False)
    status, told, _ = deployment.get_plainly("/r/ABCD/?k=1", deployment.http_port, Host=SITES[1])
    assert (status, told["location"]) == (308, f"https://{SITES[1]}/r/ABCD/?k=1")


def test_a_certificate_for_our_names_and_no_other(deployment: Deployment) -> None:
    with pytest.raises(ssl.SSLError):
        deployment.get("/", name="evil.example")
    assert deployment.get("/", Host="evil.example")[2] == b"", "no page of ours under another name"


def test_scripts_come_from_the_proxy_as_the_game_would_send_them(deployment: Deployment) -> None:
    status, told, body = deployment.get(script(), **{"Accept-Encoding": "br"})
    assert (status, told["content-encoding"]) == (200, "br")
    same, ours, there = deployment.get_plainly(
        script(), deployment.web_port, "127.0.0.2", Host="localhost", **{"Accept-Encoding": "br", **TLS}
    )
    assert (same, there) == (200, body)
    kept = {"cache-control", "content-type", "cross-origin-resource-policy", "referrer-policy", "vary"}
    for name in kept | {"x-content-type-options"}:
        assert told[name].replace("text/javascript; charset=utf-8", "text/javascript") == ours[name].replace(
            'text/javascript; charset="utf-8"', "text/javascript"
        ), name


TLS = {"X-Forwarded-Proto": "https"}


def test_a_page_opened_before_an_upgrade_finds_its_scripts_after_it(deployment: Deployment) -> None:
    assert deployment.get(OLD)[::2] == (200, OLD.encode()), "setting up took away what the last release left"
    # And one that was opened after it, though its scripts are not copied yet.
    (deployment.data / script().lstrip("/")).unlink()
    assert deployment.get(script())[0] == 200
    assert deployment.get("/static/assets/never-12345678.js")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/static/assets/../../secret_key",
        "/static/assets/%2e%2e/%2e%2e/secret_key",
        "/static/assets/..%2f..%2fsecret_key",
    ],
)
def test_nothing_else_of_the_folder_is_served(deployment: Deployment, path: str) -> None:
    assert (deployment.data / "secret_key").exists()
    assert deployment.get(path)[0] in {400, 404}


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_probes_are_for_inside(deployment: Deployment, path: str) -> None:
    for disguise in (path, path + "/", path.upper(), path.replace("z", "%7a"), "/" + path, path + "?x=1"):
        status, _, body = deployment.get(disguise)
        assert (status, b"redis" in body, b"ok\n" in body) == (404, False, False), disguise
    port = deployment.metrics if path == "/metrics" else deployment.web_port
    assert deployment.get_plainly(path, port, "127.0.0.2")[0] == 200


def test_a_client_is_the_address_it_comes_from_whatever_it_claims(deployment: Deployment) -> None:
    claims = (f"198.51.100.{number}" for number in range(JOINS + 1))
    found = [refused(deployment, "127.0.0.9", claim) for claim in claims]
    assert found == [False] * JOINS + [True]
    assert not refused(deployment, "127.0.0.10", "127.0.0.9"), "nor is anybody else taken for it"
    assert refused(deployment, BALANCER, "127.0.0.9"), "only a balancer that we named is believed"
    assert not refused(deployment, BALANCER, "127.0.0.11")


def test_a_large_form_is_refused(deployment: Deployment) -> None:
    browser = Client(base_url=deployment.url, verify=deployment.trust(), trust_env=False, timeout=20)
    with browser:
        browser.get("/")
        form = {"csrfmiddlewaretoken": browser.cookies["csrftoken"], "language": "en"}
        headers = {"referer": deployment.url}
        assert browser.post("/language/", data=form, headers=headers).status_code == 302
        # Newer ones say 413, Debian's that it could not pass it on.
        larger = browser.post("/language/", data={**form, "more": "x" * 100_000}, headers=headers)
        assert larger.status_code in {413, 502}


def test_players_get_past_a_frozen_process(deployment: Deployment, played: dict[str, Any]) -> None:
    frozen, _ = deployment.webs
    frozen.send_signal(signal.SIGSTOP)
    try:
        for number in range(4):
            assert not refused(deployment, f"127.0.0.{20 + number}", "")
    finally:
        frozen.send_signal(signal.SIGCONT)


def test_a_process_may_die_and_another_take_its_name(deployment: Deployment, played: dict[str, Any]) -> None:
    first, second = deployment.webs
    first.kill()
    first.wait()
    assert [deployment.get("/")[0] for _ in range(8)] == [200] * 8
    deployment.names.addresses = ["127.0.0.3"]
    assert deployment.get("/")[0] == 200
    assert second.poll() is None
