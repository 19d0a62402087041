"""The rows of the plan."""

from samaki.registry.plan.models.index import Indicator, Output, Strategy
from samaki.registry.plan.models.plan import Plan, PlanVersion

__all__ = ["Indicator", "Output", "Plan", "PlanVersion", "Strategy"]
