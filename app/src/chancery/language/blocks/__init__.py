"""The blocks of an interview: their types, and how documents become them."""

from .model import (
    AttachmentsBlock,
    Block,
    CodeBlock,
    DataBlock,
    LaterBlock,
    ObjectsBlock,
    QuestionBlock,
    TableBlock,
    TextBlock,
)
from .parse import BlockParser, Settings
from .reader import Remark

__all__ = [
    "AttachmentsBlock",
    "Block",
    "BlockParser",
    "CodeBlock",
    "DataBlock",
    "LaterBlock",
    "ObjectsBlock",
    "QuestionBlock",
    "Remark",
    "Settings",
    "TableBlock",
    "TextBlock",
]
