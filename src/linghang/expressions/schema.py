"""What fields an expression may name, and of which type they are."""

from collections.abc import Mapping

from linghang.expressions.tree import Field, Type
from linghang.packs.model import Register, RegisterField

Schema = Mapping[str, Field]

_TYPES = {
    "text": Type.TEXT,
    "code": Type.TEXT,
    "integer": Type.INTEGER,
    "decimal": Type.DECIMAL,
    "date": Type.DATE,
    "datetime": Type.DATETIME,
    "boolean": Type.BOOLEAN,
}


def type_of(field: RegisterField) -> Type:
    """The expression type of a register's field (of its elements, for a list)."""
    return _TYPES[field.type]


def schema_of(register: Register) -> Schema:
    """The fields of a register by code."""
    return {
        field.code: Field(field.code, type_of(field), field.list, field.aligned_with or "") for field in register.fields
    }
