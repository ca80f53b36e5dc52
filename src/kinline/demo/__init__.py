"""The invented demonstration: everybody in it is made up, and every page says so."""

from kinline.demo.loading import load

__all__ = ["load"]
