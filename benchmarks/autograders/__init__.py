"""Other autograders on the checks of calculus/derivatives: each in an environment and in a form of its own."""
