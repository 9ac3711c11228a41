"""The pages of the console, by families."""
