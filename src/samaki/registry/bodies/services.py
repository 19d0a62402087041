"""Brings the bodies of a plan into the tables: kinds, bodies, posts, and the spans for the caller's batch.

Also what an installation knows of a body that no plan says: its telephone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samaki.core import gate, journal
from samaki.core.actor import Actor
from samaki.core.problems import Forbidden, Problem, Refused
from samaki.core.text import clean, search_key, sort_key
from samaki.registry.bodies import rules
from samaki.registry.bodies.models import Body, BodyKind, BodySpan, Post
from samaki.registry.bodies.selectors import Ladders, ladders_above
from samaki.registry.places.models import Place, PlaceLevel
from samaki.registry.places.rules import standing
from samaki.registry.places.selectors import histories

ROWS_AT_ONCE = 1000
LOAD = "bodies.load"
CONTACT = "body.contact"
READ_REPORTS = "report.read"
KEPT_CURRENT = ["order", "kind", "name", "facts", "legal_basis", "phone", "source", "search_key", "sort_km", "sort_en"]


@transaction.atomic
def load_bodies(
    actor: Actor,
    *,
    kinds: Sequence[rules.KindSpec],
    bodies: Sequence[rules.BodySpec],
    known: dt.date,
    first_month: int,
    source: str,
) -> list[BodySpan]:
    """Write kinds, bodies and posts, and return the spans that are new, unsaved: the caller writes them in its batch.

    A body without months of its own stands from `first_month`. Places are taken as known on the day `known`. Loading
    the same again returns nothing. A body that is named no more keeps its row. Raises Forbidden, and Refused with every
    problem: unknown kinds, levels, places and parents, codes twice, circles.
    """
    gate.require(actor, LOAD)
    planned = plan_bodies(kinds, bodies, known=known, first_month=first_month)
    kept_kinds = {spec.code: _write_kind(spec) for spec in kinds}
    _write_bodies(planned, kept_kinds, source)
    by_code = {body.code.upper(): body for body in Body.objects.all()}
    _write_posts(planned, by_code)
    return _new_spans(planned, by_code, known, source)


@transaction.atomic
def change_phone(actor: Actor, *, body: Body, phone: str) -> Body:
    """Change a body's telephone number; an empty one takes it off. The same number again leaves no row in the journal.

    Raises Forbidden (`body.contact`), Refused where nobody could dial it.
    """
    require_contact(actor, body)
    wanted = rules.telephone(phone)
    if wanted is None:
        raise Refused.because(
            "body.phone",
            _("This is no telephone number: “{text}”.").format(text=clean(phone)[:40]),
            where="phone",
            mend=_("Write 6 to 15 digits, such as 012 345 678; a + may stand before them."),
        )
    kept = Body.objects.select_for_update().get(pk=body.pk)
    if kept.phone != wanted:
        before = {"phone": kept.phone}
        kept.phone = wanted
        kept.save(update_fields=["phone"])
        journal.record(actor, action=CONTACT, subject=kept.code, before=before, after={"phone": wanted})
    return kept


def require_contact(actor: Actor, body: Body, standing: Ladders | None = None) -> None:
    """Raise Forbidden where the actor may not change the body's telephone number; give `standing` where at hand."""
    _require_over(actor, CONTACT, body, standing)


def may_see_phone(actor: Actor, body: Body, standing: Ladders) -> bool:
    """Say whether the actor reads the body's reports, and so may call it, or may change its number."""
    for action in (READ_REPORTS, CONTACT):
        with suppress(Forbidden):
            _require_over(actor, action, body, standing)
            return True
    return False


def _require_over(actor: Actor, action: str, body: Body, standing: Ladders | None) -> None:
    above = standing or ladders_above([body.pk])
    area = above.above(body.pk, "area")
    theme = {one for each in (body.pk, *area) for one in above.above(each, "theme")}
    gate.require_over(actor, action, body=body.pk, area=area, theme=theme)


def plan_bodies(
    kinds: Sequence[rules.KindSpec], bodies: Sequence[rules.BodySpec], *, known: dt.date, first_month: int
) -> list[rules.PlannedBody]:
    """Expand the specs over the places, without writing anything. Raises Refused with every problem."""
    places = place_infos(known)
    if not places:
        raise Refused.because(
            "bodies.places",
            _("No places are known on that day, so no body can be put anywhere."),
            mend=_("Load the places first."),
        )
    levels = PlaceLevel.objects.values_list("code", flat=True)
    problems = list(rules.problems_of(kinds, bodies, levels=levels, places={place.code for place in places}))
    if problems:
        raise Refused(problems)
    planned = rules.joined(rules.expand(bodies, places, first_month))
    problems = list(rules.problems_of_planned(planned, Body.objects.values_list("code", flat=True)))
    problems += _unknown_offices(planned)
    if problems:
        raise Refused(problems)
    return planned


def place_infos(known: dt.date) -> list[rules.PlaceInfo]:
    """Return every place in every stretch of its history as known on a day, in order of code and time: two queries."""
    places = {place.pk: place for place in Place.objects.select_related("level")}
    infos = []
    for key, versions in histories(known_on=known).items():
        stretches = sorted(standing(versions).items())
        for index, (first, version) in enumerate(stretches):
            following = stretches[index + 1][0] - 1 if index + 1 < len(stretches) else None
            place, parent = places[key], places.get(version.parent or 0)
            infos.append(
                rules.PlaceInfo(
                    code=place.code,
                    level=place.level.code,
                    name=place.name,
                    type=place.type,
                    parent=parent.code if parent else "",
                    parent_name=parent.name if parent else {},
                    first_month=first,
                    last_month=rules.earlier(version.last, following),
                )
            )
    return infos


def _unknown_offices(planned: Sequence[rules.PlannedBody]) -> list[Problem]:
    there = {body.code.upper() for body in planned}
    specs = {id(body.spec): body.spec for body in planned}.values()
    return [
        Problem(
            "body.office",
            _("A post in the body {code} names an office of a body that does not exist: {body}.").format(
                code=spec.code, body=post.of_body
            ),
            spec.where,
            _("Name the code of a body of this plan."),
        )
        for spec in specs
        for post in spec.posts
        if post.of_body and post.of_body.upper() not in there
    ]


def _write_kind(spec: rules.KindSpec) -> BodyKind:
    kind, _made = BodyKind.objects.update_or_create(
        code=spec.code,
        defaults={
            "is_a": spec.is_a,
            "name": dict(spec.name),
            "plural": dict(spec.plural),
            "rank": spec.rank,
            "publisher": spec.publisher,
            "about": dict(spec.about),
        },
    )
    return kind


def _write_bodies(planned: Sequence[rules.PlannedBody], kinds: Mapping[str, BodyKind], source: str) -> None:
    there = {body.code.upper(): body for body in Body.objects.all()}
    wanted = {body.code.upper(): _body(body, order, kinds, source) for order, body in enumerate(planned)}
    fresh = [body for code, body in wanted.items() if code not in there]
    changed = []
    for code, body in wanted.items():
        old = there.get(code)
        if old is not None and not body.phone:
            body.phone = old.phone  # what an installation wrote down stays, where the plan says none
        if old is not None and any(_held(old, name) != _held(body, name) for name in KEPT_CURRENT):
            body.pk, body.code = old.pk, old.code
            changed.append(body)
    Body.objects.bulk_create(fresh, batch_size=ROWS_AT_ONCE)
    Body.objects.bulk_update(changed, KEPT_CURRENT, batch_size=200)


def _held(body: Body, name: str) -> Any:
    return body.kind_id if name == "kind" else getattr(body, name)


def _body(planned: rules.PlannedBody, order: int, kinds: Mapping[str, BodyKind], source: str) -> Body:
    spec = planned.spec
    english, khmer = planned.name.get("en", ""), planned.name.get("km", "")
    short = spec.facts.get("short_name") or {}
    words = [planned.code, english, khmer, *(short.values() if isinstance(short, Mapping) else [str(short)])]
    return Body(
        code=planned.code,
        order=order,
        kind=kinds[spec.kind],
        name=planned.name,
        facts=dict(spec.facts),
        legal_basis=list(spec.legal_basis),
        phone=spec.phone,
        source=spec.source or source,
        search_key=search_key(" · ".join(words)),
        sort_km=sort_key(khmer),
        sort_en=sort_key(english),
    )


def _write_posts(planned: Sequence[rules.PlannedBody], bodies: Mapping[str, Body]) -> None:
    """Make the posts those of the specs: a body whose posts changed gets all of them anew."""
    there: dict[int, list[tuple[Any, ...]]] = {}
    for body, *post in Post.objects.values_list("body", "role", "title", "of_body", "source").order_by("body", "order"):
        there.setdefault(body, []).append(tuple(post))
    rows: list[Post] = []
    changed: list[int] = []
    for code, spec in {body.code.upper(): body.spec for body in planned}.items():
        wanted = [
            Post(
                body=bodies[code],
                order=order,
                role=post.role,
                title=dict(post.title),
                of_body=bodies[post.of_body.upper()] if post.of_body else None,
                source=post.source,
            )
            for order, post in enumerate(spec.posts, start=1)
        ]
        if [(post.role, post.title, post.of_body_id, post.source) for post in wanted] != there.get(bodies[code].pk, []):
            changed.append(bodies[code].pk)
            rows.extend(wanted)
    if changed:
        Post.objects.filter(body__in=changed).delete()
    Post.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)


def _new_spans(
    planned: Sequence[rules.PlannedBody], bodies: Mapping[str, Body], known: dt.date, source: str
) -> list[BodySpan]:
    places = {place.code: place for place in Place.objects.all()}
    stand, then = standing_spans(), standing_spans(known)
    rows = []
    for plan in planned:
        row = BodySpan(
            body=bodies[plan.code.upper()],
            place=places[plan.place],
            area_parent=bodies.get(plan.area_parent.upper()),
            theme_parent=bodies.get(plan.theme_parent.upper()),
            first_month=plan.first_month,
            last_month=plan.last_month,
            source=plan.spec.source or source,
        )
        stretch = (row.body_id, row.first_month)
        said = (row.place_id, row.area_parent_id, row.theme_parent_id, row.last_month)
        # Of a plan known before one that is loaded already, its own day must know the bodies too.
        if stand.get(stretch) != said or stretch not in then:
            rows.append(row)
    return rows


def standing_spans(
    known: dt.date = dt.date.max,
) -> dict[tuple[int, int], tuple[int, int | None, int | None, int | None]]:
    """Return, by body and first month (database keys), place, parents and last month as known on a day: one query."""
    recorded = (
        BodySpan.objects.filter(batch__known__lte=known)
        .order_by("batch__known", "batch__position")
        .values_list("body", "first_month", "place", "area_parent", "theme_parent", "last_month")
    )
    return {(body, first): (place, area, theme, last) for body, first, place, area, theme, last in recorded}
