"""The proof that graders are right: the reference passes each check, so that a failure can be a student's."""

from gradus.grading.proof.digests import digest
from gradus.grading.proof.findings import needs, of_reference, sentences
from gradus.grading.proof.reference import adopt, export, prove, vouches, vouching

__all__ = ["adopt", "digest", "export", "needs", "of_reference", "prove", "sentences", "vouches", "vouching"]
