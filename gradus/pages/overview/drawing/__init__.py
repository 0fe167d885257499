"""What the page is drawn with: its sections in order, the plot, the script and the style."""
