"""Pages as a browser shows them, walked by somebody of each role."""
