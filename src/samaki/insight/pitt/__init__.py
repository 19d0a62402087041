"""The tracking table: one question, one table, shown as page, figure page, command line and files.

Owns: the question (every filter in the address), the table and its formats, the story of a figure, what changed.
May import: insight.engine, ledger, registry, core, calculate.
Read next: question.py (what may be asked), table.py (what an answer holds), build.py (how it is made).
"""
