"""What a question about one figure names: an indicator and a period, found or said to be missing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from samaki.calculate.periods import Period, parse_period
from samaki.core.nearest import nearest
from samaki.core.problems import NotFound
from samaki.core.text import search_key

from .asked import Asked
from .sheets import Sheet


def sheet_named(asked: Asked, code: str) -> Sheet:
    """The indicator with this code, in any case. Raises NotFound with the nearest."""
    found = next((sheet for sheet in asked.sheets if sheet.code.lower() == code.strip().lower()), None)
    if found is not None:
        return found
    words = {search_key(sheet.code): sheet.code for sheet in asked.sheets}
    words |= {search_key(text): sheet.code for sheet in asked.sheets for text in sheet.title.values()}
    near = nearest(code, words) or [sheet.code for sheet in asked.sheets[:3]]
    raise NotFound.because(
        "indicator",
        _("The plan {plan} has no indicator “{code}”.").format(plan=asked.plan.code, code=code[:40]),
        where="indicator",
        mend=_("Did you mean {names}?").format(names=", ".join(near)),
    )


def period_named(asked: Asked, text: str) -> Period:
    """The period a question names. Raises NotFound with the forms that are understood."""
    written = text.strip() or "to_date"
    plan = asked.plan_period
    try:
        found = parse_period(written, plan)
    except ValueError:
        what = _("“{period}” is not a period.").format(period=written[:20])
        mend = _("Write 2015, 2015-H1, 2015-Q3, 2015-07, plan or to_date.")
        raise NotFound.because("period", what, where="period", mend=mend) from None
    if found.first < plan.first or found.last > plan.last:
        what = _("{period} lies outside the plan.").format(period=written)
        mend = _("It runs from {first} to {last}.").format(first=asked.years[0], last=asked.years[-1])
        raise NotFound.because("period", what, where="period", mend=mend)
    return found
