"""Ask who did what, and read the answer in any format."""
