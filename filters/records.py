"""`dataclass(frozen=True)`, defined in a fraction of the time.

Python's own writes and compiles up to six functions for each class, and seventy classes are defined before the window
shows its first picture. Here only `__init__` is written for each; the other methods are the same for all.
"""

import dataclasses
from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(made=None, /, *, frozen, eq=True):
        """Make a frozen class of its annotations, as Python's own does; `field`, `fields` and `replace` know it."""
        if made is None:
            return partial(dataclass, frozen=frozen, eq=eq)
        if not frozen:
            raise TypeError(f"{made.__name__} is not frozen: Python's own dataclass makes it.")
        fields = dataclasses.fields(dataclasses.dataclass(init=False, repr=False, eq=False)(made))
        methods = {"__init__": _init(made, fields), "__repr__": _repr(fields)}
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        methods |= _equality(fields) if eq else {}
        for name, method in methods.items():
            if name not in vars(made):
                setattr(made, name, method)
        return made

    def _init(made, fields):
        """The one method that has to be written: its parameters are the fields."""
        head = f"def __init__({', '.join(['self', *(field.name for field in fields)])}):"
        factories, defaults, lines = {}, [], [head, " 'Take the fields.'"]
        for field in fields:
            name = value = field.name
            if field.default_factory is not dataclasses.MISSING:
                factories[name] = field.default_factory
                defaults.append(factories)  # stands for what was not given
                value = f"_factories[{name!r}]() if {name} is _factories else {name}"
            elif field.default is not dataclasses.MISSING:
                defaults.append(field.default)
            lines.append(f" _set(self, {name!r}, {value})")
        if hasattr(made, "__post_init__"):
            lines.append(" self.__post_init__()")
        found = {"_set": object.__setattr__, "_factories": factories}
        exec("\n".join(lines), found)
        found["__init__"].__defaults__ = tuple(defaults)
        return found["__init__"]

    def _repr(fields):
        names = [field.name for field in fields if field.repr]

        def text(self):
            return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

        return text

    def _equality(fields):
        names = [field.name for field in fields if field.compare]
        values = attrgetter(*names) if len(names) > 1 else lambda thing: [getattr(thing, name) for name in names]

        def is_equal(self, other):
            return values(self) == values(other) if type(self) is type(other) else NotImplemented

        def digest(self):
            return hash(tuple(values(self)))

        return {"__eq__": is_equal, "__hash__": digest}

    def _refuse(thing, name, *_):
        raise dataclasses.FrozenInstanceError(f"{type(thing).__name__} is frozen: {name!r} stays as it is.")
