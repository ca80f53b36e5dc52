"""One encrypted file from which an installation can be made again, on either database."""
