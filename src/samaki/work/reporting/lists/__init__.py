"""What the lists of reports show: whose report stands where, what waits for whom, what is late. Reads only.

`where` says how one report stands, `rows` joins what is owed with what was reported; a module for each page does the
rest. Every list takes a number of queries that does not grow with the bodies.
"""
