"""The accounts of a demonstration, for its sign-in page."""

from __future__ import annotations

from django import template
from django.db.models import QuerySet

from ..demonstration import PASSWORD
from ..demonstration import demonstration_accounts as accounts_of_demonstration
from ..models import Account

register = template.Library()


@register.simple_tag
def demonstration_accounts() -> QuerySet[Account]:
    """`{% demonstration_accounts as accounts %}`: none unless this is a demonstration."""
    return accounts_of_demonstration()


@register.simple_tag
def demonstration_password() -> str:
    """`{% demonstration_password as password %}`: known to everybody, for it opens nothing but a demonstration."""
    return PASSWORD
