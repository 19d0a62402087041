"""Reports: a body fills its form, its chair signs, the bodies above receive and approve, and the figure moves.

Owns: reports with their lines, words, files, notes and steps; what is owed when; the form and the ladder.
May import: ledger, registry, core, calculate. Offers lists and tasks to home, body and figure through core.providers.
Read next: rules.py (the ladder), models/, docs/explain/reports.md.
"""
