"""What can go wrong on our side.

Exception
└── GraderError          ours or the instructor's: exit 2, one line, what to do
    ├── CourseError      the course folder, an assignment.toml, a test file
    ├── DataError        a dataset that cannot be had or does not verify
    ├── ReleaseError     solution markers, template drift
    ├── AdoptError       an assignment of another grader that cannot be taken over
    ├── SubmissionError  a path that cannot be taken as a submission, or a class's, at all; a roster that is wrong
    ├── StoreError       the database of grades cannot be opened, read or written
    ├── GradebookError   a decision about grades that cannot be taken, a policy that cannot be applied
    ├── PushError        grades cannot be posted to a learning system: no token, no such assignment, no answer
    ├── ServeError       the pages of a class cannot be served: no such address, or it is taken
    ├── ExportError      grades that cannot be exported: to this format, to this place, or not yet
    └── SandboxError     the sandbox cannot be started on this machine

What a *submission* does wrong is never one of these: it is an outcome, that is data.
"""


class GraderError(Exception):
    """Base of all errors that end in exit status 2 and one line on standard error."""

    trace: str = ""  # of another process of ours, for --debug
    again: bool = False  # the same may well succeed when it is tried again


class CourseError(GraderError):
    """The course folder, an assignment.toml or a test file is not as it should be."""


class DataError(GraderError):
    """A dataset cannot be had, or is not what its checksum says."""


class ReleaseError(GraderError):
    """Solution markers are wrong, or a committed template differs from its reference."""


class AdoptError(GraderError):
    """An assignment of another grader cannot be taken over."""


class StoreError(GraderError):
    """The database of grades cannot be opened, read or written."""


class GradebookError(GraderError):
    """A decision about grades cannot be taken: it is about nobody, about no test, or without a reason."""


class PushError(GraderError):
    """Grades cannot be posted to a learning system."""


class ServeError(GraderError):
    """The pages of a class cannot be served at the address that was asked for."""


class ExportError(GraderError):
    """Grades cannot be exported: to this format, to this place, or because nobody's are released."""


class SubmissionError(GraderError):
    """What was given cannot be taken at all: as a submission, as those of a class, as a list of students or times."""


class SandboxError(GraderError):
    """The sandbox cannot be started on this machine."""
