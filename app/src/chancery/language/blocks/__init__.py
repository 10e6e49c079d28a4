"""The blocks of an interview: their types, and how documents become them."""

from .model import (
    AttachmentsBlock,
    BareBlock,
    Block,
    CodeBlock,
    DataBlock,
    ObjectsBlock,
    QuestionBlock,
    ResponseBlock,
    TableBlock,
    TextBlock,
)
from .parse import BlockParser
from .reader import Remark
from .settings import Settings

__all__ = [
    "AttachmentsBlock",
    "BareBlock",
    "Block",
    "BlockParser",
    "CodeBlock",
    "DataBlock",
    "ObjectsBlock",
    "QuestionBlock",
    "Remark",
    "ResponseBlock",
    "Settings",
    "TableBlock",
    "TextBlock",
]
