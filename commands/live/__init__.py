"""Run the room from the command line, one command for each call."""
