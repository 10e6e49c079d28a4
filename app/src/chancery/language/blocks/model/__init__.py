"""The typed blocks that an interview is made of. They are parsed and compiled once, and never change."""

from .block import (
    ANY_LANGUAGE,
    BareBlock,
    Block,
    CodeBlock,
    Condition,
    DataBlock,
    ObjectsBlock,
    ResponseBlock,
    TextBlock,
)
from .documents import Attachment, Attachments, AttachmentsBlock, FileName, LetterText
from .fields import Choice, ChoiceList, FieldSpec, Given
from .question import ActionButton, HelpText, ListCollect, QuestionBlock
from .tables import Column, ReviewItem, TableBlock

__all__ = [
    "ANY_LANGUAGE",
    "ActionButton",
    "Attachment",
    "Attachments",
    "AttachmentsBlock",
    "BareBlock",
    "Block",
    "Choice",
    "ChoiceList",
    "CodeBlock",
    "Column",
    "Condition",
    "DataBlock",
    "FieldSpec",
    "FileName",
    "Given",
    "HelpText",
    "LetterText",
    "ListCollect",
    "ObjectsBlock",
    "QuestionBlock",
    "ResponseBlock",
    "ReviewItem",
    "TableBlock",
    "TextBlock",
]
