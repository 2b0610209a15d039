"""Measurements of speed, to be run by hand: see LEEME.md."""
