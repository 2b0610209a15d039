"""The rules of a call for one project."""


def incumplidas(proyecto):
    """Return the rules of its call that a project breaks, none if it is exempt or nothing is known against it."""
    return []
