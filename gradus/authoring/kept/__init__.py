"""What verify need not run again, because nothing that it depends on has changed: kept in the .gradus of a course."""
