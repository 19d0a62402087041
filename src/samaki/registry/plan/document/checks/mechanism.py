"""Whether bodies, duties, deadlines, checks and statements fit together."""

from __future__ import annotations

from typing import Any

from samaki.registry.plan.document.checks.context import Context
from samaki.registry.plan.document.shape import Path, nearest


def check_mechanism(context: Context) -> None:
    """Note circles of parents, kinds without a pattern, duties that fit no indicator, and incomplete rules."""
    _kinds(context)
    _ladders(context)
    _posts(context)
    _duties(context)
    _deadlines(context)
    _ages(context)
    _entry_checks(context)
    _maps(context)
    for path, item in context.sound("contradictions"):
        if len(item.readings) < 2:
            context.note("reading-single", (*path, "readings"), code=item.code)


def _kinds(context: Context) -> None:
    for path, kind in context.sound("kinds"):
        if not kind.one_per:
            continue
        if not kind.pattern:
            context.note("kind-without-pattern", (*path, "one_per"), code=kind.code, level=kind.one_per)
        elif "{place}" not in kind.pattern:
            context.note("kind-pattern", (*path, "pattern"), code=kind.code, level=kind.one_per, pattern=kind.pattern)


def _ladders(context: Context) -> None:
    for field in ("parent", "theme_parent"):
        above = {item.code: getattr(item, field) for name in ("kinds", "bodies") for _path, item in context.items(name)}
        told: set[str] = set()
        for name in ("kinds", "bodies"):
            for path, item in context.items(name):
                circle = _circle(item.code, above)
                if item.code in circle and not told & set(circle):
                    told |= set(circle)
                    context.note("body-circle", (*path, field), circle=" -> ".join(circle))


def _circle(code: str, above: dict[str, Any]) -> list[str]:
    trail: list[str] = []
    while code and code in above:
        if code in trail:
            return [*trail[trail.index(code) :], code]
        trail.append(code)
        code = above[code]
    return []


def _posts(context: Context) -> None:
    for path, body in context.sound("bodies"):
        said, listed = body.members_said, len(body.posts)
        if said is not None and listed and said != listed and not body.contradictions:
            context.note("posts-count", (*path, "members_said"), code=body.code, said=said, listed=listed)


def _duties(context: Context) -> None:
    indicators = {item.code: item for _path, item in context.sound("indicators")}
    wider = {kind.code: kind.is_a for _path, kind in context.items("kinds")}
    covered: set[tuple[str, str]] = set()
    for path, duty in context.sound("duties"):
        for number, code in enumerate(duty.indicators):
            covered.add((duty.who, code))
            if code in indicators:
                _duty(context, path, (*path, "indicators", number), duty, indicators[code], wider)
        for code in duty.counted_by_system:
            covered.add((duty.who, code))
        for code in duty.labels:
            if code not in duty.indicators:
                context.note("duty-label-idle", (*path, "labels", code), indicator=code)
    if "duties" in context.version.unread:
        return
    for path, indicator in context.sound("indicators"):
        for number, who in enumerate(indicator.reported_by):
            if (who, indicator.code) not in covered:
                context.note("duty-missing", (*path, "reported_by", number), who=who, indicator=indicator.code)


def _duty(context: Context, path: Path, here: Path, duty: Any, indicator: Any, wider: dict[str, Any]) -> None:
    label = duty.labels.get(indicator.code)
    if indicator.official_source and not label:
        context.note("duty-without-label", here, who=duty.who, indicator=indicator.code)
    if label and label not in indicator.source_labels:
        context.note(
            "duty-label-unknown",
            (*path, "labels", indicator.code),
            indicator=indicator.code,
            label=label,
            choices=", ".join(indicator.source_labels) or "-",
        )
    if duty.who not in indicator.reported_by and wider.get(duty.who) not in indicator.reported_by:
        context.note("duty-not-reporter", here, who=duty.who, indicator=indicator.code)
    if duty.frequency != indicator.frequency:
        context.note(
            "duty-frequency", here, indicator=indicator.code, frequency=indicator.frequency, duty=duty.frequency
        )


def _deadlines(context: Context) -> None:
    needs = {"day_of_month_after_period": ("day", "months_after"), "days_after_publication": ("days",)}
    for path, deadline in context.sound("deadlines"):
        for field in needs.get(deadline.rule, ()):
            if getattr(deadline, field) is None:
                context.note("deadline-incomplete", path, code=deadline.code, field=field)
        limits = {"day": (1, 31), "months_after": (0, 120), "days": (0, 3660)}
        for field, (least, most) in limits.items():
            value = getattr(deadline, field)
            if value is not None and not least <= value <= most:
                context.note("out-of-range", (*path, field), field=field, value=value, least=least, most=most)


def _ages(context: Context) -> None:
    for path, chosen in context.sound("lists"):
        for number, item in enumerate(chosen.items):
            if item.from_ is not None and item.to is not None and item.from_ > item.to:
                context.note("ages-upside-down", (*path, "items", number), first=item.from_, last=item.to)


def _entry_checks(context: Context) -> None:
    needs = {
        "range": ("min", "max"),
        "step": ("times", "more_than"),
        "at_most": ("other", "scope", "over"),
        "goes_with": ("other", "scope", "over"),
    }
    for path, check in context.sound("checks"):
        for field in needs[check.rule]:
            if getattr(check, field) in (None, ()):
                context.note("check-incomplete", path, rule=check.rule, field=field)
        if check.min is not None and check.max is not None and check.min > check.max:
            context.note("check-range", (*path, "min"), low=check.min, high=check.max)


def _maps(context: Context) -> None:
    lists = {item.code: [entry.code for entry in item.items if entry] for _path, item in context.sound("lists")}
    for path, rule in context.sound("maps"):
        source, target = lists.get(rule.from_, []), lists.get(rule.to, [])
        for old, new in rule.map.items():
            for code, known, name in ((old, source, rule.from_), (new, target, rule.to)):
                if known and code not in known:
                    context.note("map-item", (*path, "map", old), list=name, item=code, nearest=nearest(code, known))
        lacking = [code for code in source if code not in rule.map]
        if rule.basis != "none" and lacking:
            context.note("map-incomplete", path, items=", ".join(lacking))
