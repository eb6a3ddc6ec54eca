"""The hall where everybody sees who is still in: limits that move as rivals drop out (Hong and Shum 2003)."""
