"""Two invented schools that fill every page of a first run."""
