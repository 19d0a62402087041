"""The approved facts, in batches: append-only, sourced, one writer. Everything shown is made from here.

Owns: `Fact`, `FactCell`, `Event`, `EventLink`, `Due`, `Excuse`, `LowerChoice`, `Evidence`; who sees a small count.
May import: registry, core, calculate.
Read next: `models/`, `services.py`, `guard.py`.
"""
