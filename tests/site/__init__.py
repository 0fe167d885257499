"""The site that is made of the pages, and every command that stands on a page."""
