"""What makes a site of these pages: an extension of Markdown, and the page that is made from the commands."""
