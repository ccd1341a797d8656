import functools

from app import route

# Serves the page.
@route("/page", methods=[GET])
@functools.cache
def page(request):
    return render(request)


class View:
    """Doc."""

    @functools.cached_property
    def items(self): return self.load()

    @staticmethod
    @check(level=DEBUG)
    def make() -> "View":
        """Makes one."""
        return View()

    handler = lambda self: self.items

    async def __aenter__(self):
        async with self.lock, make_lock() as other:
            async for item in stream(other):
                await item
        while True:
            break
        return self if self.items else other or None

    def __private(self): pass
    def _guarded(self): pass


@overload
def parse(text: str) -> int: ...
@overload
def parse(text: bytes) -> int: ...
def parse(text): return int(text)
