"""When work is set and due: units, due dates, extensions, days late."""
