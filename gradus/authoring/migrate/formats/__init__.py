"""What the cells of a notebook are for, in the format of each tool."""
