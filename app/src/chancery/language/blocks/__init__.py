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
from .parse import BlockParser
from .reader import Remark
from .settings import Settings

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
