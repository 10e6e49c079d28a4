"""What crosses the socket between `web` and `evaluator`: one job out, one reply back, both JSON.

Both sides import this module and nothing else of each other. `web` decodes replies with these types, so a reply
that a taken-over interpreter forged can hold nothing but what is declared here (DESIGN §4: every result is hostile).
HTML in a reply is text to be cleaned before it is shown, never trusted markup.
"""

from .documents import Document, DocumentFile, Documents
from .effects import Effect, Exit, ForbidBack, Keep, Leave, Respond, Restart, Update
from .events import Action, Answer, Event, Follow, Open, Upload
from .fields import Choice, Field
from .jobs import (
    MAX_FILES_BYTES,
    MAX_FRAME_BYTES,
    MAX_SCREEN_BYTES,
    Context,
    Failure,
    FilesNeeded,
    InterviewInfo,
    Job,
    NewFile,
    Reply,
    Result,
    User,
    Wanted,
)
from .screens import COMMANDS, Button, Collect, Form, HelpSection, Link, Screen, Script, Section, Value
from .values import VARIABLE, FileId, FileName, Html, Json, Key, MimeType, Text, Variable

__all__ = [
    "COMMANDS",
    "MAX_FILES_BYTES",
    "MAX_FRAME_BYTES",
    "MAX_SCREEN_BYTES",
    "VARIABLE",
    "Action",
    "Answer",
    "Button",
    "Choice",
    "Collect",
    "Context",
    "Document",
    "DocumentFile",
    "Documents",
    "Effect",
    "Event",
    "Exit",
    "Failure",
    "Field",
    "FileId",
    "FileName",
    "FilesNeeded",
    "Follow",
    "ForbidBack",
    "Form",
    "HelpSection",
    "Html",
    "InterviewInfo",
    "Job",
    "Json",
    "Keep",
    "Key",
    "Leave",
    "Link",
    "MimeType",
    "NewFile",
    "Open",
    "Reply",
    "Respond",
    "Restart",
    "Result",
    "Screen",
    "Script",
    "Section",
    "Text",
    "Update",
    "Upload",
    "User",
    "Value",
    "Variable",
    "Wanted",
]
