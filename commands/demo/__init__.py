"""The demo, and the script that it plays."""
