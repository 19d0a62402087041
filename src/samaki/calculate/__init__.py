"""How a number is made: the rules that pick, add, divide and judge.

Owns: periods, versions, areas, events, totals that include lower bodies, series, formulas, targets, verdicts, checks.
May import: the standard library only; no database, no clock, no request.
Read next: model.py (the rows it stands on), calculator.py (the order of work), docs/explain/numbers.md.
"""
