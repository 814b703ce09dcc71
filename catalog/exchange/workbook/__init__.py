"""The register workbooks of the National Board of Health and Welfare: tolerant of every spelling, silent about nothing."""
