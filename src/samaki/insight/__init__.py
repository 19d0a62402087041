"""Everything that is shown: values computed from the ledger, disposable, explainable.

Owns: nothing that cannot be computed again. Its rooms: engine (fetches and asks), pitt (the tracking table).
May import: ledger, registry, core, calculate.
Read next: engine/ask.py, then pitt/table.py.
"""
