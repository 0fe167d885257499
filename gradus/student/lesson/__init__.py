"""The words of a lesson's cells: `from gradus.student.lesson import begin, feedback, written`."""

from gradus.student.lesson.graphs import Node, draw_graph
from gradus.student.lesson.own import agree, written
from gradus.student.lesson.questions import feedback, indicators
from gradus.student.lesson.session import begin
from gradus.student.lesson.sliders import slider

__all__ = ["Node", "agree", "begin", "draw_graph", "feedback", "indicators", "slider", "written"]
