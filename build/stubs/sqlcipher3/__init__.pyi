"""sqlcipher3 comes without types; it is sqlite3 over another engine, name for name."""

from sqlite3 import Connection as Connection
from sqlite3 import Cursor as Cursor
from sqlite3 import DatabaseError as DatabaseError
from sqlite3 import OperationalError as OperationalError

from sqlcipher3 import _sqlite3 as _sqlite3
