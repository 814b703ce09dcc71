"""Typed answers into the order document and back: pure functions on plain values, one module per page of the guide."""
