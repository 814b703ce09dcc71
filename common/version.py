"""The version of the software, as written into results, certificates and pages."""

VERSION = "0.1.0"
