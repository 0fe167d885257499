"""From reports to marks: roster, due dates, and nbgrader's gradebook."""
