"""A report's lines and words as they are read, not written: pure but for the names of what is owed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from samaki.core import formats
from samaki.registry.plan.models import Indicator

from .amounts import amount_shown, period_shown
from .assigned import assigned_to, names_of
from .content import Pieces, key_of_line
from .duties import Owed
from .fields import Field, Words
from .form_page import past_shown
from .history import History, Months, open_months
from .models import Report, ReportFile, ReportLine


@dataclass(frozen=True, slots=True)
class LineRead:
    """A line: what it says, its parts in words, how it was before. `absence` where it says no number."""

    key: str
    code: str
    title: Words
    value: str
    absence: str = ""
    parts: Sequence[str] = ()
    past: Sequence[tuple[str, str]] = ()
    note: str = ""
    about: Sequence[str] = ()
    files: Sequence[ReportFile] = ()

    @property
    def id(self) -> str:
        """What links call it."""
        return self.key.removeprefix("line:")


@dataclass(slots=True)
class GroupRead:
    """The lines of one strategy."""

    code: str
    title: Words
    lines: list[LineRead] = field(default_factory=list)


def groups_read(
    report: Report, pieces: Pieces, history: History, owed: Owed | None, *, sees_small: bool
) -> list[GroupRead]:
    """Return the lines by strategy, those that nobody answered too: two queries."""
    lines = [line for line in pieces.lines if not line.is_removed]
    wanted = {*(owed.indicators if owed else ()), *(line.indicator_id for line in lines)}
    groups: dict[str, GroupRead] = {}
    still_open = open_months(history)
    for row in Indicator.objects.filter(pk__in=wanted).order_by("order"):
        asked = history.fields.get(row.code)
        code = asked.strategy if asked else row.code
        group = groups.setdefault(code, GroupRead(code, asked.strategy_title if asked else {}))
        own = [line for line in lines if line.indicator_id == row.pk]
        nothing = pieces.says_nothing_to_report
        if not own:
            absence = "nothing_to_report" if nothing else "missing"
            group.lines.append(LineRead(f"line:{row.code}", row.code, row.title, "", absence))
        for line in own:
            past = () if asked is None else _past(history, asked, still_open)
            group.lines.append(_line(report, pieces, asked, line, past, sees_small=sees_small, nothing=nothing))
    return list(groups.values())


def words_read(pieces: Pieces, history: History) -> list[tuple[str, str]]:
    """Return the texts with what they are called: challenges, next steps, each action."""
    said = {word.key: word.text for word in pieces.words}
    body = history.report.body
    names = names_of(history.document, body.code, body.kind.code)
    found = [
        (f"{one.code} {formats.local_text(one.text)[0]}", said[f"action.{one.code}"])
        for one in assigned_to(history.document, names)
        if said.get(f"action.{one.code}")
    ]
    titles = (("challenges", _("Challenges")), ("next_steps", _("Next steps")))
    return [*found, *((label, said[key]) for key, label in titles if said.get(key))]


def _line(
    report: Report,
    pieces: Pieces,
    asked: Field | None,
    line: ReportLine,
    past: Sequence[tuple[str, str]],
    *,
    sees_small: bool,
    nothing: bool,
) -> LineRead:
    code = line.indicator.code
    hidden = line.indicator.protected and not sees_small
    absence = _absence(line, hidden=hidden, nothing=nothing)
    about = [
        *((_("includes the bodies below"),) if line.includes_lower else ()),
        *((line.event.title,) if line.event else ()),
        *((f"{line.place.code} {formats.local_text(line.place.name)[0]}",) if line.typed.get("place") else ()),
        *_reason(line, asked),
    ]
    return LineRead(
        key=key_of_line(report, line),
        code=code,
        title=line.indicator.title,
        value=amount_shown(line.value, asked) if line.value is not None and asked and not absence else "",
        absence=absence,
        parts=() if hidden or asked is None else _parts(line, asked),
        past=() if hidden else past,
        note=line.note,
        about=about,
        files=[file for file in pieces.files if file.line_id == line.pk],
    )


def _absence(line: ReportLine, *, hidden: bool, nothing: bool) -> str:
    if line.kind == ReportLine.Kind.NUMBER and line.value is not None:
        return "hidden" if hidden else ""
    return "nothing_to_report" if line.kind == ReportLine.Kind.NIL or nothing else "missing"


def _reason(line: ReportLine, asked: Field | None) -> list[str]:
    reasons = {reason.code: reason.name for reason in asked.reasons} if asked and line.why else {}
    return [formats.local_text(reasons[line.why])[0]] if line.why in reasons else []


def _parts(line: ReportLine, asked: Field) -> list[str]:
    """Return the parts in words, grid by grid: `Female, Under 18 13; Male 7`."""
    amounts = {(name, cell): value for name, cell, value in line.cells}
    found = []
    for grid in asked.grids:
        said = []
        for down in grid.down:
            for across in grid.across or (None,):
                amount = amounts.get((grid.code, grid.cell(down.code, across.code if across else "")))
                if amount is not None:
                    names = [formats.local_text(one.name)[0] for one in (down, across) if one]
                    said.append(f"{', '.join(names)} {amount_shown(amount, asked)}")
        if said:
            found.append(f"{formats.local_text(grid.name)[0]}{_(':')} {'; '.join(said)}")
    return found


def _past(history: History, asked: Field, still_open: Collection[Months]) -> list[tuple[str, str]]:
    return [
        (
            period_shown(*months, beside=history.months),
            past_shown(history.at(asked.code, months), asked, is_open=months in still_open),
        )
        for months in (history.period_before, history.year_before)
    ]
