"""The bodies of a plan document as the bodies' room takes them: kinds, single bodies, and one per place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from samaki.registry.bodies.rules import BodySpec, KindSpec, PostSpec
from samaki.registry.plan.document.model import Body, Kind, PlanDocument, Post, Said

LEVEL_BELOW = "{parent}"
SAME_LEVEL = "{place}"


def kind_specs(document: PlanDocument) -> list[KindSpec]:
    """Return the kinds in the plan's order."""
    return [
        KindSpec(
            code=kind.code,
            name=kind.name,
            plural=kind.plural or {},
            is_a=kind.is_a or "",
            rank=rank,
            publisher=kind.publishes or "",
            about=kind.note or {},
            where="bodies.yaml",
        )
        for rank, kind in enumerate(document.kinds)
    ]


def body_specs(document: PlanDocument) -> list[BodySpec]:
    """Return the single bodies first, then one pattern for each kind that stands once per place."""
    kinds: dict[str, Kind] = {kind.code: kind for kind in document.kinds}
    return [
        *(_single(body) for body in document.bodies),
        *(_pattern(kind, kinds) for kind in document.kinds if kind.one_per),
    ]


def _single(body: Body) -> BodySpec:
    return BodySpec(
        code=body.code,
        kind=body.kind,
        name=body.name,
        place=body.place or "",
        area_parent=body.parent or "",
        theme_parent=body.theme_parent or "",
        facts=dict(_facts_of_body(body)),
        legal_basis=body.legal_basis,
        posts=[_post(post, body.source or "") for post in body.posts],
        source=body.source or "",
        where="bodies.yaml",
    )


def _pattern(kind: Kind, kinds: Mapping[str, Kind]) -> BodySpec:
    return BodySpec(
        code=kind.pattern or "",
        kind=kind.code,
        name=kind.name_pattern or kind.name,
        names_by_type={str(place_type): text for place_type, text in kind.names_by_type.items()},
        one_per=kind.one_per or "",
        area_parent=_parent(kind.parent, kind, kinds),
        theme_parent=_parent(kind.theme_parent, kind, kinds),
        facts=dict(_facts_of_kind(kind)),
        legal_basis=kind.legal_basis,
        source=kind.source or "",
        where="bodies.yaml",
    )


def _parent(code: str | None, kind: Kind, kinds: Mapping[str, Kind]) -> str:
    """Return the parent's code, or its pattern: of the same place where both stand at one level, else of that above."""
    above = kinds.get(code or "")
    if above is None or not above.one_per or not above.pattern:
        return code or ""
    return above.pattern if above.one_per == kind.one_per else above.pattern.replace(SAME_LEVEL, LEVEL_BELOW)


def _post(post: Post, source: str) -> PostSpec:
    role = "permanent_vice_chair" if post.permanent else post.rank
    return PostSpec(role=role, title=post.title, of_body=post.body or "", source=source)


def _facts_of_body(body: Body) -> Iterator[tuple[str, Any]]:
    if body.short_name:
        yield "abbreviation", dict(body.short_name)
        yield "short_name", dict(body.short_name)
    if body.chair:
        yield "chair", _said(body.chair)
    if body.chair_body:
        yield "chair_body", body.chair_body
    if body.members_said is not None:
        yield "members_said", body.members_said
    if body.seat:
        yield "seat", _said(body.seat)
    yield from _lists(roles=body.roles, notes=body.notes)
    if body.contradictions:
        yield "contradictions", list(body.contradictions)


def _facts_of_kind(kind: Kind) -> Iterator[tuple[str, Any]]:
    yield from _lists(led_by=kind.led_by)
    if kind.composition:
        yield "composition", _said(kind.composition)
    yield from _lists(roles=kind.roles)
    if kind.basis != "source":
        yield "basis", kind.basis
    if kind.note:
        yield "note", dict(kind.note)
    if kind.group:
        yield "group", kind.group


def _lists(**lists: Sequence[Said]) -> Iterator[tuple[str, Any]]:
    for name, items in lists.items():
        if items:
            yield name, [_said(item) for item in items]


def _said(said: Said) -> dict[str, Any]:
    return {"text": dict(said.text), "source": said.source or ""}
