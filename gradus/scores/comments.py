"""What people wrote into nbgrader's gradebook: their comments, and what their marks and the penalties come to."""

from dataclasses import dataclass

from gradus.scores.nbgrader import open_gradebook


@dataclass(frozen=True)
class Graded:
    """What the gradebook has on one exercise or lesson of one student; `comments` are pairs of a question and a text.

    The `score` is before the `penalty` for late work. `waiting`: a person has yet to grade a part of it.
    """

    score: float
    max_score: float
    penalty: float
    waiting: bool
    comments: tuple[tuple[str, str], ...]


def read(url: str) -> dict[tuple[str, str], Graded]:
    """All of it by the student's ID in nbgrader and the assignment's name. Raises GradebookError if it cannot be used.

    Comments that Gradus wrote itself are left out: the reports have them.
    """
    with open_gradebook(url) as gradebook:
        from nbgrader.api import SubmittedAssignment

        found: dict[tuple[str, str], Graded] = {}
        for entry in gradebook.db.query(SubmittedAssignment):
            comments = [
                (str(comment.name), str(comment.manual_comment))
                for notebook in entry.notebooks
                for comment in notebook.comments
                if comment.manual_comment
            ]
            numbers = entry.score, entry.max_score, entry.late_submission_penalty or 0.0
            score, most, penalty = (round(float(number), 6) for number in numbers)
            waiting = bool(entry.needs_manual_grade)
            found[entry.student_id, entry.name] = Graded(score, most, penalty, waiting, tuple(comments))
        return found
