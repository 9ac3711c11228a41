"""What the law wants on file before a lot is bid on."""
