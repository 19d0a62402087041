"""The sentences above the table: the state of affairs, and what exactly is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from samaki.calculate.periods import period_name
from samaki.core import formats

from . import shown
from .table import JUDGED, Table

if TYPE_CHECKING:
    from .asked import Asked

FAR = ("far_behind", "not_met")


def period_words(period: str) -> str:
    """A period as a sentence has it: 2016, the third quarter of 2016, the whole plan."""
    if period == "plan":
        return _("the whole plan")
    if period == "to_date":
        return _("the plan to date")
    year, part = period[:4], period[5:]
    if part.startswith("Q"):
        words = _("quarter {quarter} of {year}").format(quarter=part[1:], year=year)
    elif part.startswith("H"):
        words = _("half-year {half} of {year}").format(half=part[1:], year=year)
    elif part:
        words = formats.month(int(year) * 12 + int(part) - 1)
    else:
        return formats.year(year)
    return formats.in_sentence(words)


def stretch_words(first: int, last: int) -> str:
    """The months from `first` to `last` (year × 12 + month − 1): a period where they are one, else from and to."""
    name = period_name(first, last)
    if ".." not in name:
        return period_words(name)
    return _("{begun} to {ended}").format(begun=formats.month(first), ended=formats.month(last))


def headline(table: Table) -> str:
    """How many indicators have a target for the judged period, and how many met it."""
    counts = dict(table.tally())
    total, judged = sum(counts.values()), sum(counts.get(status, 0) for status in JUDGED)
    said = _numbers(
        total=total, judged=judged, met=counts.get("met", 0), far=sum(counts.get(status, 0) for status in FAR)
    )
    said["period"] = period_words(table.judged)
    if not total:
        return _("No indicator fits this choice.")
    if not judged:
        return _("None of {total} indicators can be judged for {period}").format(**said)
    if said["far"] == formats.in_sentence(0):
        return _("{judged} of {total} indicators have a target for {period}: {met} met it").format(**said)
    return _("{judged} of {total} indicators have a target for {period}: {met} met it, {far} are far from it").format(
        **said
    )


def what_is_shown(asked: Asked) -> str:
    """The choice of rows, and the two dates, in words."""
    question = asked.question
    parts = [_("National") if asked.is_whole else shown.localised(asked.place.name)]
    if question.strategy:
        names = {one.code: one.short_name or one.name for one in asked.document.strategies}
        parts.append(_("strategy {name}").format(name=shown.localised(names[question.strategy])))  # type: ignore[index]
    else:
        parts.append(_("all strategies"))
    if asked.body is not None:
        parts.append(_("{body} and the bodies below it").format(body=shown.localised(asked.body.name)))
    if question.level:
        parts.append(_("level {level}").format(level=shown.LEVEL_WORDS[question.level]))
    if question.key:
        parts.append(_("key indicators"))
    if question.status:
        parts.append(_("status {status}").format(status=shown.status(question.status)))
    if question.readiness:
        parts.append(_("readiness: {readiness}").format(readiness=shown.READINESS_WORDS[question.readiness]))
    if question.breakdown:
        parts.append(shown.localised(asked.labels.set_names[question.breakdown]))
    if question.year is not None:
        parts.append(_("{year} by quarter").format(year=formats.year(question.year)))
    if question.targets == "original":
        parts.append(_("against the targets before any revision"))
    if question.targets == "both":
        parts.append(_("original and revised targets side by side"))
    return _("{choice}. {knowledge}").format(choice=", ".join(parts), knowledge=knowledge(asked))


def knowledge(asked: Asked) -> str:
    """*As of* and *as known on* (or at which position), in words."""
    question = asked.question
    as_of = formats.day(question.as_of)
    if question.known_on is None:
        return _("As of {as_of}, as recorded at position {position}").format(
            as_of=as_of, position=formats.in_sentence(str(asked.position))
        )
    said = {"as_of": as_of, "known": formats.day(question.known_on)}
    if question.at is None:
        return _("As of {as_of}, as known on {known}").format(**said)
    return _("As of {as_of}, as known on {known}, as recorded at position {position}").format(
        **said, position=formats.in_sentence(str(asked.position))
    )


def about_targets(table: Table) -> str:
    """What holds for all rows: illustrative targets, published baselines."""
    rows = list(table.rows())
    said = _numbers(total=len(rows), baselines=sum(row.baseline is not None for row in rows))
    sentences = [_("Every figure opens its source.")]
    if any(row.illustrative for row in rows):
        sentences.append(_("Targets marked so are illustrative."))
    if any(row.illustrative_figures for row in rows):
        sentences.append(_("Illustrative figures are made up for the demonstration; each is marked."))
    if said["baselines"] != formats.in_sentence(0):
        sentences.append(
            _("{baselines} of {total} indicators have a published baseline; it stands under the name.").format(**said)
        )
    return " ".join(sentences)


def _numbers(**counts: int) -> dict[str, str]:
    return {name: formats.in_sentence(count) for name, count in counts.items()}
