"""Photographs: seen by staff only, each look at one written down, hard ones covered until asked for."""
