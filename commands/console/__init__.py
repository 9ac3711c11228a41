"""The clerk's full screen in the terminal: one key for each call."""
