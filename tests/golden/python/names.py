# What is local to a function, and what is not.
import config

count = 0
table = {key: value for key, value in pairs(config)}


def scopes(items, *args, key=None, **options):
    global count
    count = count + 1
    total = 0
    for index, (left, right) in enumerate(items):
        total += left * right
        options["x"].seen = index
    with open(config.path) as handle, lock:
        lines = [line.strip() for line in handle if line]
    try:
        parse(lines)
    except (ValueError, config.Error) as error:
        raise RuntimeError(f"bad {error!r}: {describe(total)}") from error
    if (match := find(key)) and any(m for m in match):
        double = lambda x: x * total + count
        return double(match)

    def closure(step):
        nonlocal total
        total = total + step
        return lines, total

    del args[0]
    assert isinstance(match, config.Match)
    print(*args, sep=config.separator)
    return closure


def patterns(value):
    match value:
        case Point(x=Axis.ORIGIN, y=other) as point if point:
            return other
        case Color.RED | None:
            return [value]
        case [head, *tail]:
            return head, tail
        case {"kind": kind, **rest}:
            return kind, rest
        case anything:
            return anything.text


def annotated(a: Dict[str, List[Node]], b: types.Callable[[Left], Right]) -> Optional[Result]:
    found: Cache[Key] = make(a)
    return found if b else (yield from found.values())
