"""The delivered and the empty tables as a workbook: the only home of xlsxwriter."""
