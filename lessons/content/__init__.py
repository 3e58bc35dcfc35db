"""Content as files: Django YAML fixtures with natural keys, loaded and written back by hash."""
