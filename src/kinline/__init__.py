"""Kinline answers one question for families: where is my son?"""

VERSION = "0.2.0"
