"""The proof that graders are right: the reference passes each check, so that a failure can be a student's."""

from gradus.grading.proof.digests import digest

__all__ = ["digest"]
