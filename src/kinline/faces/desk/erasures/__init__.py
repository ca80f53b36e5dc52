"""Wishes to be erased, and what comes to its day."""
