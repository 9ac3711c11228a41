"""What the clerk of a live session sees and types, whatever draws it."""
