"""Descriptions that come from elsewhere: readers per format, the rules of the exchange profile, and the drafts a keeper decides on."""
