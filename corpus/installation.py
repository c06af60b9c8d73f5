"""check_package(): an installed package is this program's, and not another distribution's of the same name."""

from importlib import import_module


def check_package(name: str, known: str) -> None:
    """Raise ImportError unless the package ``name`` offers the public name ``known``.

    All distributions share one folder for packages of the same name; the last one installed overwrites the others.
    """
    package = import_module(name)
    if known in getattr(package, "__all__", ()):
        return
    folder = next(iter(package.__path__), "no folder")
    example = ", such as translate-toolkit," if name == "translate" else ""
    raise ImportError(
        f"the installed package '{name}' ({folder}) is not Sejajar's: another distribution with a package of that "
        f"name{example} was installed into this environment; install Sejajar into an environment of its own, or again: "
        "pip install --force-reinstall --no-deps sejajar"
    )
