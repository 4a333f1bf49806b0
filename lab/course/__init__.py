"""The course as a folder of one's own: copied, and its exercises looked through."""

from lab.course.copying import copy_course
from lab.course.exercises import Exercise, State
from lab.course.running import run_cells, run_status
from lab.course.status import CourseStatus, read_status

__all__ = [
    "CourseStatus",
    "Exercise",
    "State",
    "copy_course",
    "read_status",
    "run_cells",
    "run_status",
]
