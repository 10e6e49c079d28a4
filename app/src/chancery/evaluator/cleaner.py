"""The zygote of no interview: its children look into the files that people send, one child for each file.

It stands among the others under a name that no interview has, so that a file gets all of their walls and limits.
"""
# Keeps control_uploads_made_anew.

from __future__ import annotations

from chancery.protocol import Clean, Cleaned, InterviewInfo, Unfit

# An interview's name has a colon.
NAME = "uploads"
VERSION = "1"


class Cleaner:
    """What stands in the place of an interview. Made while files can still be opened: it imports what it needs.

    What Pillow imports late, the root has (`documents.preload`).
    """

    def __init__(self) -> None:
        from chancery.documents import uploads

        self._clean = uploads.clean
        self.info = InterviewInfo(name=NAME, version=VERSION, title="")

    def clean(self, order: Clean) -> Cleaned | Unfit:
        """Make one file anew; see `documents.uploads`."""
        return self._clean(order)
