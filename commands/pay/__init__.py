"""Payments: taking, righting, reading, and a bank's file."""
