"""Calls taken by hand, and the form that a talk fills in."""
