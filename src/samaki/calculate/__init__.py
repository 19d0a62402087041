"""How a number is made: the rules that pick, add, divide and judge.

Owns: periods, versions known at a day, events, areas, includes-lower totals, over time, over places, formulas, targets, verdicts.
May import: the standard library only; no database, no clock, no request.
Read next: model.py (the rows it stands on), calculator.py (the order of work), docs/explain/numbers.md.
"""
