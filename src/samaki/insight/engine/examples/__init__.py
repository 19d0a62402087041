"""Worked examples: files that a statistician can read and sign, put through the real ledger and calculation.

reading.py reads a file and names what is malformed; document.py writes its plan; recording.py puts plan and facts
through the ledger's services; asking.py compares the answers. running.py does it all in a throw-away database.
"""
