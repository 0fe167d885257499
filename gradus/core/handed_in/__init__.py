"""What students hand in: folders that are read as data, files that lie elsewhere, and names that are near enough."""
