"""The words a page shows for what a document holds in codes: bodies, sources with their pages, choices, periods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samaki.core import formats
from samaki.registry.plan.document.model import Indicator, PlanDocument
from samaki.registry.plan.document.words import Source

# How far an output is: a word, and the status shape that goes with it.
STATES: Final[Mapping[str, tuple[str, Promise]]] = {
    "done": ("is-met", gettext_lazy("done")),
    "reported": ("is-on-track", gettext_lazy("work reported")),
    "in_part": ("is-behind", gettext_lazy("in part")),
    "not_done": ("is-not-met", gettext_lazy("not done")),
    "planned": ("is-no-data", gettext_lazy("planned, no report")),
}
READINESS: Final[Mapping[str, tuple[str, Promise]]] = {
    "measurable": ("is-met", gettext_lazy("measurable")),
    "source_named": ("is-behind", gettext_lazy("source named, not collected")),
    "not_measurable": ("is-not-measurable", gettext_lazy("not measurable yet")),
}
CHOICES: Final[Mapping[str, Promise]] = {
    "impact": gettext_lazy("impact"),
    "outcome": gettext_lazy("outcome"),
    "output": gettext_lazy("output"),
    "process": gettext_lazy("process"),
    "number": gettext_lazy("number"),
    "percent": gettext_lazy("percent"),
    "ratio": gettext_lazy("ratio"),
    "milestone": gettext_lazy("milestone with named stages"),
    "ordered_scale": gettext_lazy("ordered scale with named stages"),
    "money": gettext_lazy("money"),
    "persons": gettext_lazy("persons"),
    "cases": gettext_lazy("cases"),
    "offences": gettext_lazy("offences"),
    "events": gettext_lazy("events"),
    "things": gettext_lazy("things"),
    "increase": gettext_lazy("more is better"),
    "decrease": gettext_lazy("less is better"),
    "maintain": gettext_lazy("to stay within its band"),
    "none": gettext_lazy("none"),
    "sum": gettext_lazy("sum"),
    "latest": gettext_lazy("the latest value"),
    "average": gettext_lazy("average"),
    "max": gettext_lazy("the greatest"),
    "min": gettext_lazy("the least"),
    "running_total": gettext_lazy("running total"),
    "per_period": gettext_lazy("per period"),
    "cumulative": gettext_lazy("cumulative since the plan began"),
    "level": gettext_lazy("level"),
    "monthly": gettext_lazy("monthly"),
    "quarterly": gettext_lazy("quarterly"),
    "half_yearly": gettext_lazy("half-yearly"),
    "annual": gettext_lazy("annual"),
    "per_survey": gettext_lazy("per survey"),
    "reported": gettext_lazy("reported by bodies"),
    "register": gettext_lazy("counted from a register of this system"),
    "both": gettext_lazy("reported, and counted from a register; both are shown"),
    "province": gettext_lazy("by province"),
    "commune": gettext_lazy("by commune"),
    "national": gettext_lazy("national only"),
}
AREAS: Final[Mapping[str, Promise]] = {
    "mechanism": gettext_lazy("Mechanism"),
    "capacity": gettext_lazy("Capacity"),
    "monitoring": gettext_lazy("Monitoring and evaluation"),
    "budget": gettext_lazy("Budget"),
    "law": gettext_lazy("Laws and agreements"),
    "research": gettext_lazy("Research"),
    "victims": gettext_lazy("Victims"),
    "justice": gettext_lazy("Justice"),
}
SPOTS: Final[Mapping[str, Promise]] = {
    "figure": gettext_lazy("{where}, Figure {number}"),
    "footnote": gettext_lazy("{where}, footnote {number}"),
    "table": gettext_lazy("{where}, table {number}"),
}


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads somewhere."""

    name: Mapping[str, str] | str
    address: str = ""


class Names:
    """Names of what one document holds, looked up by code. No database."""

    def __init__(self, document: PlanDocument, plan_code: str) -> None:
        self.plan_code = plan_code
        self.plan_address = reverse("plan_tree", args=[plan_code])
        self.bodies: dict[str, Link] = {
            kind.code: Link(kind.plural or kind.name, _kind(kind.code)) for kind in document.kinds
        }
        for body in document.bodies:
            # A short name replaces a body's own where posts are listed: the committee everybody calls by its letters.
            short = body.short_name if body.posts else None
            self.bodies[body.code] = Link(short or body.name, reverse("body", args=[body.code]))
        self.titles: dict[str, tuple[str, Mapping[str, str], str]] = {
            source.code: (source.kind, source.title, source.address or "") for source in document.sources
        }
        self.indicators: dict[str, Indicator] = {sheet.code: sheet for sheet in document.indicators}

    def body(self, code: str) -> Link:
        """Return a body or a kind of body with its address."""
        return self.bodies.get(code, Link(code))

    def all_bodies(self, codes: Iterable[str]) -> list[Link]:
        """Return several bodies, in their order."""
        return [self.body(code) for code in codes]

    def indicator_address(self, code: str) -> str:
        """Return where an indicator's reference sheet stands."""
        return reverse("plan_indicator", args=[self.plan_code, code])

    def cited(self, source: Source | None) -> list[Link]:
        """Return each place named by a source in words: `review, pp. 5, 10`, with the address where there is one."""
        return [] if source is None else [self._spot(*spot) for spot in source.spots()]

    def _spot(self, code: str, pages: str, spot: str) -> Link:
        kind, title, address = self.titles.get(code, ("", {"en": code}, ""))
        words = _("review") if kind == "review" else formats.local_text(title)[0]
        if pages:
            several = any(mark in pages for mark in ",-")
            pattern = _("{document}, pp. {pages}") if several else _("{document}, p. {pages}")
            words = pattern.format(document=words, pages=formats.in_sentence(pages.replace("-", "–")))
        if spot:
            name, _space, number = spot.partition(" ")
            words = str(SPOTS[name]).format(where=words, number=formats.in_sentence(number))
        return Link(words, f"https://{address}" if "/" in address and " " not in address else "")


def choice(code: str | None) -> Promise | str:
    """Return one of the format's words in the reader's language."""
    return CHOICES.get(code or "", code or "")


def counts(codes: Sequence[str], order: Mapping[str, tuple[str, Promise]]) -> list[tuple[int, str, Promise]]:
    """Return how many there are of each, with shape and word, in the order given; none of those that are absent."""
    return [(codes.count(code), *order[code]) for code in order if codes.count(code)]


def _kind(code: str) -> str:
    return f"{reverse('bodies')}?kind={code}"
