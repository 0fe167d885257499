"""What one student uses: preferences, history, hints, quiz, watch, pictures, lessons, pages on a terminal or GitHub."""
