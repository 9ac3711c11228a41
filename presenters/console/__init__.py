"""The clerk's screen of a live session as values, whatever draws it."""
