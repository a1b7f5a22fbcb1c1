"""What can be known of docker-compose.yml, Dockerfile and .env.example without Docker."""

import ast
import re
import shlex
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from server.launch import web
from server.rooms import draining
from tests.deployment.compose import compose, filled, variables
from tests.servers import ROOT

GIVEN = {"POSTGRES_PASSWORD": "secret"}
WHOLE = compose(GIVEN)
SERVICES: dict[str, dict[str, Any]] = WHOLE["services"]
LASTING = [name for name in SERVICES if name != "setup"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
# Read by Python, by Docker, or by us of ourselves: nobody sets them to run the game.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "LANG", "LC_ALL", "LC_MESSAGES", "PATH", "PYTHONDONTWRITEBYTECODE"}
NOT_SETTINGS |= {"PYTHONPYCACHEPREFIX", "UNCANNY_ENTERED"}


@cache
def read_by_python() -> set[str]:
    """Return the environment variables that the sources read: names in capitals that are asked for."""
    found = set()
    for path in [*ROOT.glob("server/**/*.py"), ROOT / "manage.py"]:
        if path.is_relative_to(ROOT / "server" / "audits"):
            continue  # they give an environment, and read none
        text = path.read_text()
        if "environ" not in text and path.name != "settings.py":
            continue
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Call(
                    func=ast.Attribute(value=ast.Attribute(attr="environ")), args=[ast.Constant(value=name), *_]
                ):
                    found.add(name)
                case ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=name)):
                    found.add(name)
                case ast.Call(func=ast.Name(), args=[ast.Constant(value=str(name)), *_]) if (
                    path.name == "settings.py" and re.fullmatch(r"[A-Z_]{4,}", name)
                ):
                    found.add(name)
    return found - NOT_SETTINGS


def named(text: str) -> list[str]:
    """Return the variables that an .env file names, set or in a comment, in order."""
    return re.findall(r"^(?:# ?)?([A-Z][A-Z_]+)=", text, re.MULTILINE)


def test_the_example_names_every_variable_that_is_read_and_no_other() -> None:
    assert len(read_by_python()) > 12
    assert set(named(EXAMPLE)) == (read_by_python() | variables()) - {"UNCANNY_DATA", "UNCANNY_PROXIED"}
    assert len(named(EXAMPLE)) == len(set(named(EXAMPLE)))


def test_the_documented_settings_are_those_that_are_read() -> None:
    table = (ROOT / "docs" / "running.md").read_text().partition("## Settings")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row)} == read_by_python()


def test_what_must_be_set_is_asked_for_and_the_rest_is_not() -> None:
    with pytest.raises(LookupError, match="POSTGRES_PASSWORD"):
        compose({})
    assert filled("${A:-${B:-c}} ${D-e} ${D:-e}", {"D": ""}) == "c  e"
    uncommented = re.findall(r"^([A-Z_]+)=", EXAMPLE, re.MULTILINE)
    assert set(uncommented) == {"SITE", "POSTGRES_PASSWORD"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_container_can_do_what_it_must_and_no_more(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(folder.startswith("/tmp:size=") for folder in service["tmpfs"]), "memory without a bound"
    assert service["logging"]["options"].keys() == {"max-size", "max-file"}
    # Nobody is root: the image says who, or the service does.
    assert service.get("user", final_user(service)) not in {"", "root", "0"}
    for volume in service["volumes"]:
        source, _, target = volume.partition(":")
        assert source in WHOLE["volumes"], "what is kept is kept in a named volume"
        assert target.startswith("/")


def final_user(service: dict[str, Any]) -> str:
    """Return who a container of our own image runs as."""
    return stage(service["build"]["target"])["USER"][-1] if "build" in service else ""


def stage(name: str) -> dict[str, list[str]]:
    """Return the instructions of one stage of the Dockerfile: by word, their lines in order."""
    text = re.search(rf"^FROM (\S+) AS {name}$(.*?)(?=^FROM |\Z)", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert text, f"no stage {name}"
    lines = re.sub(r"^#.*\n", "", text[2], flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    found: dict[str, list[str]] = {"FROM": [text[1]]}
    for line in filter(None, map(str.strip, lines)):
        word, _, rest = line.partition(" ")
        found.setdefault(word, []).append(rest)
    return found


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_comes_back_is_watched_and_gets_time_to_end(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert "healthcheck" in service or "HEALTHCHECK" in stage(service["build"]["target"])
    assert service["stop_grace_period"]


def test_setting_up_is_done_once_before_the_web() -> None:
    assert SERVICES["setup"]["restart"] == "no"
    assert SERVICES["web"]["depends_on"]["setup"] == {"condition": "service_completed_successfully"}
    assert {name for name, service in SERVICES.items() if service.get("image") == "uncanny-web"} == {"setup", "web"}


def test_a_process_has_time_to_leave_in_form() -> None:
    grace = SERVICES["web"]["stop_grace_period"]
    assert int(grace.removesuffix("s")) > draining.PATIENCE + web.FINISHING + web.PARTING


def test_only_the_proxy_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert not [name for name, service in SERVICES.items() if "network_mode" in service]
    assert {name for name, service in SERVICES.items() if service["networks"] == ["back"]} == {"redis", "postgres"}
    assert SERVICES["proxy"]["networks"] == ["front"]
    assert WHOLE["networks"]["back"] == {"internal": True}


def test_ports_and_paths_of_proxy_and_web_fit_together() -> None:
    caddy = (ROOT / "deploy" / "Caddyfile").read_text()
    defaults = dict(re.findall(r"\{\$(\w+):([^}]*)\}", caddy))
    inside = {line.rpartition(":")[2] for line in SERVICES["proxy"]["ports"]}
    assert inside == {defaults["LISTEN_HTTP"], defaults["LISTEN_HTTPS"]} == set(stage("proxy")["EXPOSE"][0].split())
    assert [defaults["WEB_PORT"]] == stage("web")["EXPOSE"]
    assert defaults["WEB_NAME"] in SERVICES
    assert f"127.0.0.1:{defaults['LISTEN_PROBE']}/" in stage("proxy")["HEALTHCHECK"][0]
    assert f"static:{defaults['STATIC']}/static:ro" in SERVICES["proxy"]["volumes"]
    assert f"static:{SERVICES['setup']['environment']['UNCANNY_DATA']}/static" in SERVICES["setup"]["volumes"]
    assert set(SERVICES["proxy"]["environment"]) <= set(defaults)


def test_the_game_finds_redis_and_the_database() -> None:
    environment = SERVICES["web"]["environment"]
    assert environment["REDIS_URL"] == "redis://redis:6379/0"
    assert environment["DATABASE_URL"] == "postgres://uncanny:secret@postgres:5432/uncanny"
    assert (SERVICES["postgres"]["environment"]["POSTGRES_USER"], environment["UNCANNY_HTTPS"]) == ("uncanny", "1")
    elsewhere = compose(
        {**GIVEN, "REDIS_URL": "rediss://far/0", "DATABASE_URL": "postgres://far/x", "SITE": "a.example"}
    )
    told = elsewhere["services"]["web"]["environment"]
    assert (told["REDIS_URL"], told["DATABASE_URL"]) == ("rediss://far/0", "postgres://far/x")
    assert (told["ALLOWED_HOSTS"], told["UNCANNY_JOIN_URL"]) == ("a.example", "https://a.example/")
    # Emptied, they are said to be empty: without a value Compose would take them from its own surroundings.
    emptied = compose({**GIVEN, "UNCANNY_HTTPS": "", "UNCANNY_METRICS": ""})["services"]["web"]["environment"]
    assert (emptied["UNCANNY_HTTPS"], emptied["UNCANNY_METRICS"]) == ("", "")


def test_redis_keeps_everything_it_was_told() -> None:
    command = SERVICES["redis"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "always"
    assert options["--maxmemory-policy"] == "noeviction"


def test_every_image_is_pinned() -> None:
    images = {service["image"] for service in SERVICES.values() if "build" not in service}
    stages = re.findall(r"^FROM (\S+) AS (\w+)$", DOCKERFILE, re.MULTILINE)
    assert len(stages) == DOCKERFILE.count("\nFROM ")
    for image in images | {image for image, _ in stages}:
        assert re.search(r":\d+\.\d+\.?\d*(-\w+)*$", image), image
    assert stage("web")["FROM"] == stage("packages")["FROM"], "the environment is of this very Python"


def test_what_an_image_takes_and_runs_exists() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = shlex.split(line)
        for source in sources:
            assert (ROOT / source).exists(), source
            assert source not in ignored
    stages = re.findall(r" AS (\w+)$", DOCKERFILE, re.MULTILINE)
    assert set(re.findall(r"--from=(\w+)", DOCKERFILE)) <= set(stages)
    assert {service["build"]["target"] for service in SERVICES.values() if "build" in service} <= set(stages)
    commands = {path.stem for path in Path(ROOT / "server/launch/management/commands").glob("[a-z]*.py")}
    assert {SERVICES[name]["command"][0] for name in ("setup", "web")} <= commands
    assert stage("web")["ENTRYPOINT"] == ['["python", "manage.py"]']


def test_no_secret_gets_into_an_image() -> None:
    ignored = (ROOT / ".dockerignore").read_text().split()
    assert {".env", "var", ".git"} <= set(ignored)
    assert ".env" in (ROOT / ".gitignore").read_text().split()
    assert not re.search(r"SECRET|PASSWORD", DOCKERFILE)
