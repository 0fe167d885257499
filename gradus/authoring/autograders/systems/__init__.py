"""The systems that grade by a bundle: each module defines one, as SYSTEM."""
