"""`samaki pitt` and `samaki explain`: the table and the story of a figure on the command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext as _

from samaki.core import clock, formats
from samaki.core.actor import READER, Actor
from samaki.core.commands import DONE, Groups, Namespace, Parser, whole
from samaki.core.problems import Refused

if TYPE_CHECKING:
    from .facts import ShownFact
    from .question import Question
    from .story import Story

OPTIONS = {  # by the name that an address gives to the same thing
    "plan": "--plan",
    "as_of": "--as-of",
    "known": "--as-known-on",
    "at": "--at",
    "place": "--place",
    "strategy": "--strategy",
    "year": "--year",
    "indicator": "--indicator",
    "period": "--period",
    "account": "--as",
}
FORMAT_NAMES = ("table", "csv", "json", "xlsx")


def register(groups: Groups) -> None:
    """Add `samaki pitt` and `samaki explain`."""
    pitt = groups.command(
        "pitt",
        "Print the tracking table: indicators by strategy, targets, actuals, percent, status.",
        "samaki pitt --plan my-plan --as-of 2016-12-31 --format table\n"
        "samaki pitt --plan my-plan --as-of 2016-12-31 --as-known-on 2018-12-31 --year 2016 --format csv\n"
        "samaki pitt --plan my-plan --as-of 2016-12-31 --at 12 --lang km --format xlsx --out table.xlsx",
    )
    _add_question(pitt)
    pitt.add_argument("--strategy", metavar="CODE", help="only this strategy")
    pitt.add_argument("--year", metavar="YEAR", help="add the quarters of this year")
    pitt.add_argument("--format", choices=FORMAT_NAMES, default="table", help="table (default), csv, json or xlsx")
    pitt.add_argument("--out", type=Path, metavar="FILE", help="write to a file instead of the screen")
    pitt.set_defaults(run=run_pitt)

    explain = groups.command(
        "explain",
        "Say how one figure is made: sentence, formula, facts, evidence, what is not in it and why.",
        "samaki explain --plan my-plan --indicator A-1 --period 2016 --as-of 2016-12-31",
    )
    _add_question(explain)
    explain.add_argument("--indicator", required=True, metavar="CODE", help="the indicator")
    explain.add_argument(
        "--period", required=True, metavar="P", help="2016, 2016-H1, 2016-Q3, 2016-07, plan or to_date"
    )
    explain.add_argument(
        "--page", type=whole(1, 1_000_000), default=1, metavar="N", help="of very many facts, the Nth hundred"
    )
    explain.set_defaults(run=run_explain)


def _add_question(parser: Parser) -> None:
    parser.add_argument("--plan", required=True, metavar="CODE", help="the plan")
    parser.add_argument("--as-of", dest="as_of", metavar="DATE", help="what had happened by this day (today)")
    known = parser.add_mutually_exclusive_group()
    known.add_argument("--as-known-on", dest="known", metavar="DATE", help="what was known on this day (today)")
    known.add_argument("--at", metavar="POSITION", help="what was recorded up to this position of the ledger")
    parser.add_argument("--place", metavar="CODE", help="a part of the plan's area")
    parser.add_argument("--lang", choices=("en", "km"), help="the language of words (that of the terminal)")
    parser.add_argument(
        "--as", dest="account", metavar="ACCOUNT", help="ask as this account (without it: as a reader, who sees least)"
    )


def run_pitt(args: Namespace) -> int:
    """Write the table."""
    from .asked import resolve
    from .formats import FORMATS

    with translation.override(_language(args)), _said_of_options():
        table = resolve(_actor(args), _question(args)).table()
        _write(FORMATS[args.format].write(table), args.out)
    return DONE


def run_explain(args: Namespace) -> int:
    """Tell the story of one figure."""
    from .asked import resolve
    from .story import story_of

    with translation.override(_language(args)), _said_of_options():
        story = story_of(resolve(_actor(args), _question(args)), args.indicator, args.period, page=args.page)
        _write(("\n".join(_told(story)) + "\n").encode(), None)
    return DONE


@contextmanager
def _said_of_options() -> Iterator[None]:
    """Name in each problem the option that was written, where an address would name its parameter."""
    try:
        yield
    except Refused as refusal:
        said = [replace(each, where=OPTIONS.get(each.where, each.where)) for each in refusal.problems]
        raise type(refusal)(said) from refusal


def _question(args: Namespace) -> Question:
    from .question import read_question

    texts = {
        name: str(value)
        for name in ("as_of", "known", "at", "place", "strategy", "year")
        if (value := getattr(args, name, None)) is not None
    }
    empty = [option for name, option in OPTIONS.items() if getattr(args, name, None) == ""]
    if empty:  # an unset variable of a script: what is taken without the option would be a quiet surprise
        raise Refused.because("empty", _("{what} has no value.").format(what=empty[0]))
    return read_question(texts, plan=args.plan, lang=_language(args), today=clock.today())


def _language(args: Namespace) -> str:
    return args.lang or ("km" if (translation.get_language() or "").startswith("km") else "en")


def _actor(args: Namespace) -> Actor:
    from samaki.registry.people.selectors import actor_named

    return actor_named(args.account) if args.account else READER


def _write(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        what = _("{path} cannot be written: {why}.").format(path=out, why=error.strerror)
        raise Refused.because("out", what, where="--out") from error


def _told(story: Story) -> list[str]:
    from . import notes, sentences, shown
    from .story import reported

    cell = story.cell
    lines = [
        f"{story.sheet.code} {shown.localised(story.sheet.title)}, {story.period_words}",
        story.sentence,
        story.judgement,
        f"{shown.status(cell.status)}; {reported(cell.k, cell.n)}",
        sentences.knowledge(story.asked),
        "",
        _("How it is made"),
    ]
    lines += [f"  {line}" for line in (story.formula, story.rules, *story.totals) if line]
    for fact in story.counted.facts:
        lines += _fact_lines(fact)
    if story.counted.pages > 1:
        page = _("{total} facts of {bodies} bodies, page {page} of {pages}")
        lines += [
            "  " + page.format(**{name: getattr(story.counted, name) for name in ("total", "bodies", "page", "pages")})
        ]
    for part in story.parts:
        name = ", ".join(text for text in (shown.localised(part.sheet.title), part.cell) if text)
        lines += [f"  {part.sheet.code} {name}: {part.value} ({part.reported})"]
        for fact in part.counted.facts:
            lines += _fact_lines(fact)
    for name, cells in story.breakdowns:
        lines += ["", _("By %(name)s") % {"name": name}, *(f"  {label}: {value}" for label, value in cells)]
    if cell.other_sources:
        lines += ["", _("What other sources say")]
        lines += [f"  {notes.beside(story.period_words, other)}" for other in cell.other_sources]
    if story.left_out.facts:
        lines += ["", _("Not in this figure, and why")]
        for fact in story.left_out.facts:
            lines += [f"  {fact.value} ({fact.period}): {fact.reason}", *_fact_lines(fact)[1:]]
    return [*lines, "", _("To quote it"), f"  {story.quote}", f"  {story.permanent}"]


def _fact_lines(fact: ShownFact) -> list[str]:
    whose = ", ".join(dict.fromkeys(text for text in (fact.who, fact.source, fact.place) if text))
    said = f"  {fact.value} ({fact.dates}) {whose}"
    if fact.qualifier:
        said += f"; {fact.qualifier}"
    lines = [said]
    lines += [f"      {name}: {value}" for name, value in fact.cells]
    if fact.evidence is not None:
        lines.append(f"      {fact.evidence.citation or fact.evidence.name} (SHA-256 {fact.evidence.sha256})")
    if fact.line is not None:
        lines.append("      " + ", ".join(text for text in (fact.line.form, fact.line.line, fact.line.address) if text))
        lines += [f"      {hand.what} {formats.day(hand.when)} {hand.who}".rstrip() for hand in fact.hands]
    back = _(" (back-dated)") if fact.is_back_dated else ""
    lines.append(
        "      "
        + _("batch {position}, {act}, known {known}, recorded {recorded}").format(
            position=fact.position, act=fact.act, known=fact.known, recorded=fact.recorded
        )
        + (_(", by {actor}").format(actor=fact.actor) if fact.actor else "")
        + back
    )
    return lines
