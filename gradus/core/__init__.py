"""What every room needs: course, checks, reports, strict decoding, files, tables, text. Standard library only."""
