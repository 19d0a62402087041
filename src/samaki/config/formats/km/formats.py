"""Numbers with point and comma; dates are written by the filters of `samaki`."""

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
