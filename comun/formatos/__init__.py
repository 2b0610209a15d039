"""Formats of ours: a moment that stands by itself, as in the staff's pages, tells its offset."""
