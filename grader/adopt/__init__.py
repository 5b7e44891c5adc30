"""An assignment that was made for another grader, turned into one of this course.

What students are given and hand in stays; the tests become hidden tests, which judge outside the student's process.
What cannot be turned over is told, and left out.
"""

from grader.adopt.course import Adopted, Adoption, adopt

__all__ = ["Adopted", "Adoption", "adopt"]
