"""Scores straight into a learning platform's gradebook: LTI 1.3, Assignment and Grade Services, Names and Roles."""
