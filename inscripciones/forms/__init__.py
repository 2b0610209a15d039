"""The forms of the registration, by step: the shape of what is typed; rules live in ``services``."""
