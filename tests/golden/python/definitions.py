"""Accounts and what happens to them.

    Indented text keeps its place.
"""
from dataclasses import dataclass, field

LIMIT: int = 10  # transfers a day
_cache = {}
first, (second, *others) = 1, (2, 3)
area = lambda width, height=1: width * height * LIMIT


@dataclass(frozen=True)
class Account(Base[Money], records.Named, metaclass=Registry):
    """An account.

        More about it.
    """
    owner: str
    balance: "Money" = field(default=0)
    low, high = 0, LIMIT

    def __init__(self, owner: str | None, *notes: str, limit=LIMIT, **extra) -> None:
        """Opens it."""
        self.owner = owner
        self.limit = self._used = limit
        if extra:
            self.limit = extra["limit"]
        super().__init__(owner)

    # Not a docstring, but it documents.
    @property
    def empty(self) -> bool:
        return not self.balance

    @empty.setter
    def empty(self, value): ...

    @classmethod
    async def load(cls, key, /, *, retry: bool = False) -> list["Account"]:
        rows = await fetch(key)
        return [cls(row) for row in rows if row and not row.old]

    class Inner:
        depth = 1


def _hidden(): pass


def outer():
    'One line.'
    def inner():
        return area(1)
    return inner


type Pair[T] = tuple[T, T]
