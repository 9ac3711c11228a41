"""The books as other programs take them in, each by a writer of its own."""
