"""The pages and commands on the shipped plan: figures, earlier knowledge, small counts, wrong addresses, queries."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from samaki.core.actor import SYSTEM
from samaki.ledger.rules import NewFact
from samaki.ledger.services.facts import publish_batch

pytestmark = pytest.mark.usefixtures("loaded")
PLAN = "npa-2014-2018"
DATES = {"as_of": "2016-12-31", "known": "2018-12-31"}
TABLE = f"/pitt/{PLAN}/"


@pytest.fixture
def officer() -> Client:
    """A monitoring officer, who sees small counts, reading English."""
    from tests.cast import client_of

    return client_of("monitoring_officer")


@pytest.fixture
def reader() -> Client:
    """A reader, who sees the least."""
    from tests.cast import client_of

    return client_of("reader")


def document(client: Client, **asked: Any) -> dict[str, Any]:
    """The table as JSON."""
    found: dict[str, Any] = json.loads(client.get(TABLE, {**DATES, "format": "json", **asked}).content)
    return found


def cell(client: Client, indicator: str, period: str, **asked: Any) -> dict[str, Any]:
    """One cell of it."""
    rows = {row["indicator"]: row["columns"] for row in document(client, **asked)["rows"]}
    found: dict[str, Any] = rows[indicator][period]
    return found


def report(indicator: str, place: str, value: int, *, body: str, month: int = 2016 * 12) -> None:
    """Approve one value that nobody published."""
    fact = NewFact(
        indicator=indicator, body=body, place=place, first_month=month, last_month=month, value=value * 10**6
    )
    publish_batch(SYSTEM, action="report.approve", facts=[fact], plan=PLAN)


def test_two_sources_stand_side_by_side(officer: Client) -> None:
    found = cell(officer, "S4-1", "2016")
    assert (found["actual"], found["other_sources"], found["status"]) == ("298", {"police": "244"}, "no_verdict")
    html = officer.get(TABLE, {**DATES, "year": "2016"}).content.decode()
    assert ">298</a><sup>" in html
    assert "244, 54 fewer; shown beside, never added." in html
    assert "by year only" in html


def test_page_and_every_file_agree_cell_for_cell(officer: Client) -> None:
    asked = {**DATES, "year": "2016"}
    page = officer.get(TABLE, asked).content.decode()
    found = document(officer, year="2016")
    lines = csv.DictReader(io.StringIO(officer.get(TABLE, {**asked, "format": "csv"}).content.decode("utf-8-sig")))
    book = openpyxl.load_workbook(io.BytesIO(officer.get(TABLE, {**asked, "format": "xlsx"}).content))
    in_excel = {row[0]: row for row in book.worksheets[1].iter_rows(values_only=True)}
    names = in_excel["indicator"]
    compared = 0
    for line, row in zip(lines, found["rows"], strict=True):
        markup = re.search(rf'<tr id="{re.escape(row["indicator"])}">.*?</tr>', page, re.DOTALL)
        assert markup
        excel = dict(zip(names, in_excel[row["indicator"]], strict=True))
        for period, column in row["columns"].items():
            for part in ("target", "actual", "achieved"):
                assert line[f"{period}_{part}"] == (column[part] or "") == (excel[f"{period}_{part}"] or "")
                assert line[f"{period}_{part}_shown"] == column["shown"][part] == excel[f"{period}_{part}_shown"]
            if column["actual"] is not None:
                # The whole plan's actual is the one to date, and stands there once.
                assert period == "plan" or f"?period={period}&amp;" in markup[0]
                figure = re.sub("^[≥≈] ", "", column["shown"]["actual"])  # on the page the word stands under it
                assert f">{figure}</a>" in markup[0]
                compared += 1
    assert compared > 30


def test_earlier_knowledge_gives_the_earlier_table(officer: Client) -> None:
    assert cell(officer, "S4-1", "2016", known="2018-03-30")["actual"] is None
    assert cell(officer, "S4-1", "2016", known="2018-03-30")["other_sources"] == {"police": "244"}
    assert cell(officer, "S4-1", "2016", known="2018-03-31")["actual"] == "298"


def test_a_position_reproduces_an_answer_after_more_was_recorded(officer: Client) -> None:
    before = officer.get(TABLE, {**DATES, "format": "csv"}).content
    position = document(officer)["position"]
    report("S2-4", "KH-02", 70, body="PCCT-02")
    assert cell(officer, "S2-4", "2016", known="2030-01-01")["actual"] == "70"
    again = officer.get(TABLE, {**DATES, "at": position, "format": "csv"}).content
    assert again.replace(f"&at={position}".encode(), b"") == before
    assert cell(officer, "S2-4", "2016", known="2030-01-01", at=position)["actual"] is None


def test_a_link_with_a_position_alone_is_asked_as_of_the_day_it_was_recorded(officer: Client) -> None:
    from samaki.core import clock

    answer = officer.get(TABLE, {"at": "3", "format": "json"})
    assert f"as_of={clock.today()}" in json.loads(answer.content)["question"]


def test_a_reader_sees_a_small_count_as_a_word(reader: Client, officer: Client) -> None:
    report("S4-3", "KH-02", 7, body="PCCT-02")
    now = {"known": "2030-01-01", "year": "2016"}
    hidden, seen = cell(reader, "S4-3", "2016", **now), cell(officer, "S4-3", "2016", **now)
    assert (seen["actual"], seen["shown"]["actual"]) == ("7", "7")
    assert (hidden["actual"], hidden["shown"]["actual"], hidden["status"]) == ("hidden", "hidden", "no_verdict")
    page = reader.get(TABLE, {**DATES, **now}).content.decode()
    row = re.search(r'<tr id="S4-3">.*?</tr>', page, re.DOTALL)
    assert row
    assert 'class="absent is-hidden">hidden<' in row[0]
    assert not re.search(r">7<", row[0])
    story = reader.get(f"/figure/{PLAN}/S4-3/", {"period": "2016", "as_of": "2016-12-31", "known": "2030-01-01"})
    assert story.status_code == 200
    assert not re.search(r"[>\s]7[<\s.;]", re.sub(r"<svg.*?</svg>", "", story.content.decode(), flags=re.DOTALL))


def test_a_reader_sees_a_national_total_but_no_part_of_it(reader: Client) -> None:
    for place in ("02", "12"):
        report("S4-3", f"KH-{place}", 40, body=f"PCCT-{place}")
    assert cell(reader, "S4-3", "2016", known="2030-01-01")["actual"] == "80"
    assert cell(reader, "S4-3", "2016", known="2030-01-01", place="KH-02")["actual"] == "hidden"
    assert cell(reader, "S4-3", "2016", known="2030-01-01", body="PCCT-02")["actual"] == "hidden"


def test_what_was_published_is_seen_by_all(reader: Client) -> None:
    assert cell(reader, "S4-1", "2017", as_of="2018-12-31", place="KH-12")["actual"] == "57"


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ({"place": "KH-99"}, 404, "KH-"),
        ({"as_of": "31-13-2016"}, 400, "Write it as 31-12-2016"),
        ({"known": "soon"}, 400, "not a day of the calendar"),
        ({"known": "2014-01-01"}, 404, "It is known from 28 February 2015 on."),
        ({"at": "999999"}, 404, "Its newest position is"),
        ({"at": "-3"}, 400, "not a whole number"),
        ({"year": "2031"}, 404, "It runs from 2014 to 2018."),
        ({"strategy": "S9"}, 404, "Did you mean"),
        ({"status": "metish"}, 400, "Did you mean met?"),
        ({"format": "pdf"}, 404, "xlsx"),
        ({"body": "PCCT-99"}, 404, "PCCT"),
        ({"breakdown": "colour"}, 404, "The plan has no breakdown"),
    ],
)
def test_a_wrong_address_says_so_and_what_was_meant(
    officer: Client, asked: dict[str, str], status: int, said: str
) -> None:
    answer = officer.get(TABLE, asked)
    assert answer.status_code == status
    assert said in answer.content.decode()


def test_an_unknown_plan_or_indicator_names_the_nearest(officer: Client) -> None:
    assert "npa-2014-2018" in officer.get("/pitt/npa-2014-2081/").content.decode()
    answer = officer.get(f"/figure/{PLAN}/S41/")
    assert answer.status_code == 404
    assert "S4-1" in answer.content.decode()
    assert officer.get(f"/figure/{PLAN}/S4-1/", {"period": "2016-Q9"}).status_code == 404


def test_dates_are_read_in_both_orders_and_in_khmer_digits(officer: Client) -> None:
    questions = {
        json.loads(officer.get(TABLE, {"as_of": day, "known": "31-12-2018", "format": "json"}).content)["question"]
        for day in ("31-12-2016", "2016-12-31", "៣១-១២-២០១៦", "31/12/2016")
    }
    assert len(questions) == 1


def test_codes_match_in_any_case(officer: Client) -> None:
    assert officer.get("/pitt/NPA-2014-2018/", DATES).status_code == 200
    assert officer.get("/figure/NPA-2014-2018/s4-1/", {**DATES, "period": "2016"}).status_code == 200
    assert document(officer, place="kh-12", strategy="s4")["rows"][0]["indicator"].startswith("S4")


def test_the_story_says_what_counts_and_what_does_not(officer: Client) -> None:
    html = officer.get(f"/figure/{PLAN}/S4-1/", {**DATES, "period": "2016"}).content.decode()
    assert "298 = reported by NCCT" in html
    assert "counted 244 in its own year" in html
    assert "another source: shown beside, never added" in html
    assert "back-dated" in html
    assert re.search(r"SHA-256 <bdi>[0-9a-f]{16}", html)


def test_what_changed_names_batches_and_figures(officer: Client) -> None:
    asked = {"since": "01-01-2018", "known": "31-12-2018", "as_of": "31-12-2018"}
    html = officer.get(f"/changes/{PLAN}/", asked).content.decode()
    assert html.count('class="batch"') == 4
    assert ">757</a>" in html
    assert "National Police statistics as published, beside" in html
    later = officer.get(f"/changes/{PLAN}/", {**asked, "since": "15-12-2018"}).content.decode()
    assert "Nothing changed since 15 December 2018." in later
    assert officer.get(f"/changes/{PLAN}/", {"since": "yesterday"}).status_code == 400


def test_parts_that_do_not_add_up_are_kept_and_the_difference_said(officer: Client) -> None:
    asked = {"as_of": "2018-12-31", "known": "2018-12-31", "year": "2017"}
    html = officer.get(TABLE, asked).content.decode()
    assert "the printed parts come to 752, not 757; 5 are not broken down." in html
    story = officer.get(f"/figure/{PLAN}/S4-2/", {**asked, "period": "2017"}).content.decode()
    assert re.search(r"not broken down</th><td class=\"number\">5</td>", story)


@pytest.mark.parametrize(
    ("indicator", "exact", "sign", "word"), [("S3-4", "100", "≥", "at least"), ("S4-12", "55000", "≈", "about")]
)
def test_what_a_source_hedged_is_shown_so_and_computed_plainly(
    officer: Client, indicator: str, exact: str, sign: str, word: str
) -> None:
    found = cell(officer, indicator, "2016")
    figure = f"{int(exact):,}"
    assert (found["actual"], found["shown"]["actual"]) == (exact, f"{sign} {figure}")
    page = officer.get(TABLE, {**DATES, "year": "2016"}).content.decode()
    row = re.search(rf'<tr id="{indicator}">.*?</tr>', page, re.DOTALL)
    assert row
    assert re.search(rf'>{figure}</a><sup>[a-z, ]+</sup><span class="under-figure">{word}</span>', row[0])
    story = officer.get(f"/figure/{PLAN}/{indicator}/", {**DATES, "period": "2016"}).content.decode()
    assert f"<h1>{word} {figure} = reported by the US Trafficking in Persons Report for 2016" in story
    assert "<dd>As printed in the US Trafficking in Persons Report, which quotes" in story


def test_the_help_page_tells_the_worked_examples(officer: Client) -> None:
    html = officer.get("/help/how-a-figure-is-made/").content.decode()
    assert "24 ÷ 40 × 100 = 60.0 %" in html
    assert "9 + 15 = 24" in html
    assert "20, that is 16.7 % of 120" in html


def test_the_page_asks_the_database_the_same_number_of_times(
    officer: Client, django_assert_max_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    counts = []
    for asked in ({"strategy": "S4"}, {}, {"year": "2016"}):
        officer.get(TABLE, {**DATES, **asked})
        with django_assert_max_num_queries(60) as queries:
            officer.get(TABLE, {**DATES, **asked})
        counts.append(len(queries))
    assert len(set(counts)) == 1, counts


def test_the_figure_page_asks_the_same_number_of_times_whatever_counts(
    officer: Client, django_assert_max_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    def count() -> int:
        with django_assert_max_num_queries(60) as queries:
            officer.get(f"/figure/{PLAN}/S2-4/", {"period": "2016", "as_of": "2016-12-31"})
        return len(queries)

    report("S2-4", "KH-02", 70, body="PCCT-02")
    few = count()
    for month in range(1, 8):
        report("S2-4", "KH-12", 10, body="PCCT-12", month=2016 * 12 + month)
    assert count() == few


def test_many_facts_fill_several_pages(officer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from samaki.insight.pitt import story

    monkeypatch.setattr(story, "FACTS_AT_ONCE", 3)
    for number in range(7):
        report("S2-4", "KH-12", 10 + number, body="PCCT-12", month=2016 * 12 + number)

    def page(facts: str) -> str:
        asked = {"period": "2016", "as_of": "2016-12-31", "facts": facts}
        return officer.get(f"/figure/{PLAN}/S2-4/", asked).content.decode()

    first, last = page(""), page("3")
    assert "7 facts of 1 bodies, page 1 of 3" in first
    assert ("<b>10</b>" in first, "<b>16</b>" in first) == (True, False)
    assert "page 3 of 3" in last
    assert ("<b>10</b>" in last, "<b>16</b>" in last) == (False, True)
    assert "page 3 of 3" in page("99")
    assert "page 1 of 3" in page("-1")
    assert "page 2 of 3" in page("២")


def test_the_commands_write_the_same_files_as_the_page(
    officer: Client, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from samaki import cli

    asked = ["pitt", "--plan", "NPA-2014-2018", "--as-of", "2016-12-31", "--as-known-on", "2018-12-31", "--lang", "en"]
    assert cli.main([*asked, "--format", "csv"]) == 0
    assert capsysbinary.readouterr().out == officer.get(TABLE, {**DATES, "format": "csv"}).content
    out = tmp_path / "table.xlsx"
    assert cli.main([*asked, "--format", "xlsx", "--out", str(out)]) == 0
    assert out.read_bytes() == officer.get(TABLE, {**DATES, "format": "xlsx"}).content
    assert cli.main([*asked, "--format", "table"]) == 0
    assert "298" in capsysbinary.readouterr().out.decode()


def test_explain_tells_the_story(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    from samaki import cli

    asked = ["explain", "--plan", PLAN, "--indicator", "s4-1", "--period", "2016", "--lang", "en"]
    assert cli.main(asked) == 0
    told = capsysbinary.readouterr().out.decode()
    assert told.splitlines()[1].startswith("298 = reported by NCCT")
    assert "SHA-256" in told
    assert "says 244, 54 fewer; shown beside, never added." in told
    assert "Not in this figure, and why" in told


@pytest.mark.parametrize(
    "wrong",
    [
        ["--plan", "nothing"],
        ["--plan", PLAN, "--place", "KH-99"],
        ["--plan", PLAN, "--as-of", "2016-02-30"],
        ["--plan", PLAN, "--as-known-on", "2014-01-01"],
        ["--plan", PLAN, "--at", "99999"],
        ["--plan", PLAN, "--as", "nobody-here"],
        ["--plan", PLAN, "--out", "/nowhere/at/all.csv"],
    ],
)
def test_a_wrong_command_is_one_line_and_exit_code_2(
    wrong: list[str], capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    from samaki import cli

    assert cli.main(["pitt", *wrong]) == 2
    told = capsysbinary.readouterr()
    assert len(told.err.decode().splitlines()) == 1
    assert not told.out


def test_what_other_pages_may_show() -> None:
    from samaki.core import providers
    from samaki.registry.bodies.models import Body

    leading = providers.ask("home.key_figures", SYSTEM)
    assert 1 <= len(leading.content.figures) <= 4
    assert leading.title
    series = providers.ask("indicator.series", SYSTEM, PLAN, "S4-1")
    assert [one.shown.actual for one in series.content["cells"]][2:4] == ["298", "345"]
    assert providers.ask("indicator.series", SYSTEM, PLAN, "none") is None
    figures = providers.ask("body.figures", SYSTEM, Body.objects.get(code="NCCT"))
    assert "S4-1" in [row.code for row in figures.content]
    assert providers.ask("body.figures", SYSTEM, Body.objects.get(code="DCCT-0201")) is None


def test_who_works_in_a_province_sees_its_own_figures_first() -> None:
    from samaki.core import providers
    from samaki.core.actor import Actor, Grant
    from samaki.registry.bodies.models import Body

    secretary = Actor(None, "secretary", (Grant("reviewer", Body.objects.get(code="PCCT-17").pk),))

    def shown() -> Any:
        return providers.ask("home.key_figures", secretary).content

    assert shown().heading == providers.ask("home.key_figures", SYSTEM).content.heading  # nothing came from there yet
    report("M-1", "KH-17", 1, body="PCCT-17", month=2018 * 12)
    assert [(one.row.code, one.is_judged) for one in shown().figures] == [("M-1", False)]
    report("S2-5", "KH-17", 7000, body="PCCT-17", month=2018 * 12 + 10)
    [own] = shown().figures  # one with a target for the quarter drives out those without
    assert (own.row.code, own.cell.period, own.cell.shown.target) == ("S2-5", "2018-Q4", "7,000")
    assert (own.cell.status, own.bar.reached, own.period) == ("met", "100", "")
    assert (shown().query, shown().table) == ("&place=KH-17", "year=2018&place=KH-17")
