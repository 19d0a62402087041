"""Registers the plan with Django."""

from django.apps import AppConfig


class PlanConfig(AppConfig):
    """Plans and their versions."""

    name = "samaki.registry.plan"
    label = "plan"

    def ready(self) -> None:
        """Offer other rooms the plan's names, legal texts and glossary, and what it holds to the search box."""
        from samaki.core import providers
        from samaki.registry.plan import searching

        providers.register("plan.names", searching.names_of_plans)
        providers.register("plan.citer", searching.citer)
        providers.register("plan.documents", searching.named_documents)
        providers.register("glossary.words", searching.glossary_words)
        for kind in ("indicators", "strategies", "outputs", "statements", "recommendations", "documents"):
            providers.register(f"search.{kind}", getattr(searching, kind))
