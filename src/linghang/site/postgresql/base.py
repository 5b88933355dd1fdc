from django.db.backends.postgresql import base
from django.db.backends.postgresql.operations import DatabaseOperations


class Operations(DatabaseOperations):
    compiler_module = "linghang.site.postgresql.compiler"


class DatabaseWrapper(base.DatabaseWrapper):
    ops_class = Operations
