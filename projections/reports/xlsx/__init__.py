"""A report as a workbook: a sheet for each table, in numbers and dates."""

from projections.reports.xlsx.sheet import EXACT_MAX, TooLargeForSheet
from projections.reports.xlsx.workbook import write

__all__ = ["EXACT_MAX", "TooLargeForSheet", "write"]
