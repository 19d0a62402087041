"""Who and what: places, bodies, people and the plan.

Owns: the four registries. Inside: plan and people stand on bodies, bodies on places.
May import: core, calculate.
Read next: `places/`, `bodies/`, `people/`, `plan/`.
"""
