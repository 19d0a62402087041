"""Whose figures, on the shipped plan: a fact's line names each once, and published comparisons come out."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.test import Client

pytestmark = pytest.mark.usefixtures("loaded")
PLAN = "npa-2014-2018"


def explained(capsysbinary: pytest.CaptureFixture[bytes], indicator: str, period: str, lang: str) -> str:
    """What `samaki explain` says."""
    from samaki import cli

    asked = ["explain", "--plan", PLAN, "--indicator", indicator, "--period", period, "--lang", lang]
    assert cli.main(asked) == 0
    return capsysbinary.readouterr().out.decode()


@pytest.mark.parametrize(
    ("lang", "ministry", "system"),
    [
        ("en", "Ministry of Foreign Affairs and International Cooperation", "by the system"),
        ("km", "ក្រសួងការបរទេស និងសហប្រតិបត្តិការអន្តរជាតិ", "ដោយ ប្រព័ន្ធ"),
    ],
)
def test_the_line_of_a_fact_names_its_body_once_and_the_system_in_words(
    capsysbinary: pytest.CaptureFixture[bytes], lang: str, ministry: str, system: str
) -> None:
    lines = explained(capsysbinary, "S4-2", "2017", lang).splitlines()
    at = next(index for index, line in enumerate(lines) if line.startswith("  757 ("))
    assert lines[at].count(ministry) == 1
    assert system in "\n".join(lines[at:])
    assert lang == "en" or not any("system" in line for line in lines)


@pytest.fixture
def officer() -> Client:
    """A monitoring officer, who sees small counts, reading English."""
    from tests.cast import client_of

    return client_of("monitoring_officer")


def rows_of(client: Client) -> dict[str, dict[str, Any]]:
    """The cells of every indicator, as JSON gives them."""
    asked = {"as_of": "2018-12-31", "known": "2018-12-31", "format": "json"}
    rows = json.loads(client.get(f"/pitt/{PLAN}/", asked).content)["rows"]
    return {row["indicator"]: row["columns"] for row in rows}


def year_of(fact: dict[str, Any]) -> str:
    """The year a published fact stands for."""
    return str(fact["period"].get("year") or fact["period"]["for"])


def said(rows: dict[str, dict[str, Any]], fact: dict[str, Any]) -> Decimal:
    """What the table says of a published fact: as the figure that counts, or as another source beside it."""
    found = rows[fact["indicator"]][year_of(fact)]
    return Decimal(found["actual"] if fact["enter"] == "official" else found["other_sources"][fact["source_label"]])


def test_published_comparisons_come_out(officer: Client, project: Path) -> None:
    text = (project / "plans" / "cambodia-npa-2014-2018" / "published" / "facts.yaml").read_text(encoding="utf-8")
    published = yaml.safe_load(text)
    facts = {fact["code"]: fact for fact in published["facts"]}
    rows = rows_of(officer)
    dates = {"as_of": "2018-12-31", "known": "2018-12-31"}
    seen = {"between": 0, "inside": 0, "change": 0, "none": 0}
    for one in published["comparisons"]:
        named = [facts[code] for code in one["facts"]]
        values = [said(rows, fact) for fact in named]
        address = f"/figure/{PLAN}/{named[0]['indicator']}/"
        story = officer.get(address, {**dates, "period": year_of(named[0])}).content.decode()
        if "change_percent" in one:
            kind = "change"
            change = (values[1] - values[0]) * 100 / values[0]
            assert change.quantize(Decimal("0.1"), ROUND_HALF_UP) == Decimal(str(one["change_percent"]))
        elif "difference" not in one:  # no rate: no indicator divides the one by the other
            kind = "none"
            assert len({fact["indicator"] for fact in named}) == 2
            assert "188.7" not in story
        elif len(named) == 1:
            kind = "inside"
            assert re.search(rf'not broken down</th><td class="number">{one["difference"]}</td>', story)
        else:
            kind = "between"
            assert values[0] - values[1] == one["difference"]
            assert f"Difference {one['difference']}. Both are kept" in story
        seen[kind] += 1
    assert seen == {"between": 5, "inside": 1, "change": 1, "none": 1}
