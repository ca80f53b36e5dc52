"""Kinline answers one question for families: where is my son?"""

VERSION = "0.1.0"
