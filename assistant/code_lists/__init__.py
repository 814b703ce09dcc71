"""The code-list builder and the saved lists: a tree that edits one expression, versions that never change, signatures by name."""
