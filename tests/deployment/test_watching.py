"""What watches over the server asks for what it really tells: dashboard, alerts, scraping and docs name its metrics."""

import json
import re
from typing import Any

import pytest
import yaml

from server.rooms import metrics
from tests.servers import ROOT

PROMETHEUS = ROOT / "deploy" / "prometheus"
OURS = r"\b(?:uncanny|process)_[a-z_]+"
GIVEN_BY_PROMETHEUS = {"instance", "job", "le"}
DASHBOARD = json.loads((ROOT / "deploy" / "grafana" / "uncanny.json").read_text())
ALERTS = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"][0]["rules"]
DOCS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, set[str]]:
    """Each sample's name as it is told, with its labels."""
    monkeypatch.setattr(metrics, "running", lambda: None)
    samples: dict[str, set[str]] = {}
    for line in metrics.metrics().decode().splitlines():
        if not line.startswith("#"):
            name, _, labels = line.partition(" ")[0].partition("{")
            samples.setdefault(name, set()).update(re.findall(r'(\w+)="', labels))
    return samples


def expressions() -> list[str]:
    panels = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
    return [*panels, *(rule["expr"] for rule in ALERTS)]


@pytest.mark.parametrize("expression", expressions())
def test_what_is_asked_for_is_told(told: dict[str, set[str]], expression: str) -> None:
    names = re.findall(OURS, expression)
    assert names or expression.startswith("up{")
    known = GIVEN_BY_PROMETHEUS.union(*(told[name] for name in names))  # a name that is not told is a KeyError
    by = [word for group in re.findall(r"by \(([^)]*)\)", expression) for word in re.split(r",\s*", group)]
    chosen = re.findall(r"[{,]\s*(\w+)=", expression)
    assert set(by + chosen) <= known
    assert expression.count("(") == expression.count(")")
    assert ("histogram_quantile" in expression) == ("_bucket" in expression)
    assert all("rate(" in expression for name in names if name.endswith(("_total", "_bucket")))


def test_every_metric_is_on_the_dashboard(told: dict[str, set[str]]) -> None:
    shown = set(re.findall(OURS, " ".join(expressions())))
    assert {
        name for name in told if name.startswith("uncanny_") and not name.endswith(("_sum", "_count", "_created"))
    } <= shown


def test_the_dashboard_can_be_imported() -> None:
    assert DASHBOARD["title"] == "Uncanny"
    assert {variable["name"] for variable in DASHBOARD["templating"]["list"]} == {"datasource", "instance"}
    ids = [panel["id"] for panel in DASHBOARD["panels"]]
    assert len(ids) == len(set(ids))
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(places) == len(set(places))
    assert all(
        panel["title"] and panel["description"] and panel["type"] == "timeseries" for panel in DASHBOARD["panels"]
    )


@pytest.mark.parametrize("rule", ALERTS, ids=lambda rule: rule["alert"])
def test_an_alert_says_how_bad_it_is_and_docs_say_what_to_do(rule: dict[str, Any]) -> None:
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert re.fullmatch(r"\d+[sm]", rule["for"])
    assert rule["annotations"]["summary"]
    assert f"`{rule['alert']}`" in DOCS


def test_prometheus_asks_each_process_and_knows_the_alerts() -> None:
    asked = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())
    assert [(PROMETHEUS / file).exists() for file in asked["rule_files"]] == [True]
    (job,) = asked["scrape_configs"]
    assert job["job_name"] == "uncanny"
    assert "metrics_path" not in job  # /metrics, as by default
    (found,) = job["dns_sd_configs"]  # as many as Compose runs
    web = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"][found["names"][0]]
    assert web["environment"]["UNCANNY_METRICS"].endswith(f":{found['port']}}}")


def test_docs_name_each_metric_and_no_other(told: dict[str, set[str]]) -> None:
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in told if name.startswith("uncanny_")}
    documented = set(re.findall(r"^\| `(uncanny_[a-z_]+)`", DOCS, re.MULTILINE))
    assert documented == families
    for name in re.findall(OURS, DOCS):
        assert name in told or name in families or name.startswith("uncanny_json"), name
