"""Custom statistics: tables over populations of the registers, linked freely."""
