"""Disputes: opened, looked into, found on and signed off."""
