"""What a bureau could use instead of kinmatch, each as its own papers say, behind one door: a Finder.

Peers that know no script but Latin get every name by anyascii in small letters, as a user of theirs would give it.
"""
