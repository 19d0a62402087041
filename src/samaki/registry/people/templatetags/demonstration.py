"""The accounts of a demonstration, for its sign-in page."""

from __future__ import annotations

from django import template

from ..demonstration import PASSWORD, Group, demonstration_posts

register = template.Library()


@register.simple_tag
def demonstration_groups() -> list[Group]:
    """`{% demonstration_groups as groups %}`: none unless this is a demonstration."""
    return demonstration_posts()


@register.simple_tag
def demonstration_password() -> str:
    """`{% demonstration_password as password %}`: known to everybody, for it opens nothing but a demonstration."""
    return PASSWORD
