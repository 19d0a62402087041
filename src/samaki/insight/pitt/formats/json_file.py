"""The tracking table as JSON: exact values as text (so that nobody's floating point touches them), and what is shown.

{"question", "position", "rows": [{"indicator", "illustrative", "columns": {"2016": {"target", "actual", "achieved",
"status", "reported": {"k", "n"}, "partial", "open", "other_sources": {"police": "244"},
"shown": {"target", "actual", "achieved"}}}}]}. null: there is none; "hidden": there may be one, which this reader may
not see.
"""

from __future__ import annotations

import json
from typing import Any

from samaki.insight.pitt.table import Cell, Row, Table, exact_text


def write(table: Table) -> bytes:
    """Write the table; UTF-8, one line a row of the table's own, ending in a line break."""
    document = {
        "question": table.question,
        "position": table.position,
        "rows": [_row(row, [column.code for column in table.columns]) for row in table.rows()],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _row(row: Row, periods: list[str]) -> dict[str, Any]:
    return {
        "indicator": row.code,
        "illustrative": row.is_illustrative,
        "columns": {period: cell_content(row.cells[period]) for period in periods},
    }


def cell_content(cell: Cell) -> dict[str, Any]:
    """One cell as it stands in the file."""
    return {
        "target": exact_text(cell.target),
        "actual": exact_text(cell.actual),
        "achieved": exact_text(cell.achieved),
        "status": cell.status,
        "reported": {"k": cell.k, "n": cell.n},
        "partial": cell.partial,
        "open": cell.open,
        "other_sources": {other.label: exact_text(other.value) for other in cell.other_sources},
        "shown": cell.shown._asdict(),
    }
