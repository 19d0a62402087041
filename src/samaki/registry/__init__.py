"""Who and what: places, bodies, people and the plan.

Owns the registers everything else refers to. May import core and calculate; never ledger, insight, work or web.
Inside: plan and people (blind to each other) stand on bodies, bodies on places.
Read next: `places/models`, `bodies/models`, `people/models`, `plan/models`.
"""
