"""The files of families, from the list to the talk."""
