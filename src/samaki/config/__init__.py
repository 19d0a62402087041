"""Settings, addresses and the entry for web servers: wires everything, decides nothing.

Owns: configuration of this installation. May import: everything.
Read next: settings.py (one setting, one environment variable), urls.py (which room answers which address).
"""
