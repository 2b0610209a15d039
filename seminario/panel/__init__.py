"""The first screen of staff, and what it leads to: what needs somebody, figures, inviting who is missing."""
