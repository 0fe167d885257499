"""What one student uses: progress, hints, pictures, watch mode, pages on a terminal or GitHub, lesson notebooks."""
