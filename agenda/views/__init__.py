"""Public pages of the programme: the seminar, its talks, the Cumbre, and their calendars."""
