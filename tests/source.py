"""What a module of this project consists of, read once for all rules about it."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]

Defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Import:
    """A name that is imported, down to its last part, and the line that says so."""

    name: str
    line: int


@dataclass(frozen=True)
class Definition:
    """A function or a class: where it stands, and whether it says what it is."""

    name: str
    line: int
    end: int
    is_class: bool
    at_the_top: bool
    documented: bool

    @property
    def lines(self) -> int:
        """How long it is."""
        return self.end - self.line + 1

    @property
    def public(self) -> bool:
        """Whether another module may ask for it."""
        return self.at_the_top and not self.name.startswith("_")


@dataclass
class Source:
    """A module: its text, and what a rule may ask about it."""

    path: Path
    text: str
    documented: bool = False
    statements: int = 0
    """How many statements at the top are no docstring, import or list of names."""
    imports: list[Import] = field(default_factory=list)
    attributes: set[str] = field(default_factory=set)
    bindings: list[str] = field(default_factory=list)
    """Every name that a value, an argument or a matched part is given."""
    definitions: list[Definition] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Where it stands, from the root of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def imported(self) -> set[str]:
        """Every name that it imports."""
        return {one.name for one in self.imports}

    @property
    def packages(self) -> set[str]:
        """The packages that it imports from."""
        return {name.partition(".")[0] for name in self.imported}

    @property
    def functions(self) -> list[Definition]:
        """Every function and method, inner ones too."""
        return [each for each in self.definitions if not each.is_class]

    def imported_in(self, function: Definition) -> set[str]:
        """Name what is imported between two lines."""
        within = range(function.line, function.end + 1)
        return {each.name for each in self.imports if each.line in within}


@cache
def source(path: Path) -> Source:
    """Parse a module and walk it, once."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    read = Source(path, text, documented=not tree.body or bool(ast.get_docstring(tree)))
    read.statements = sum(not _is_plain(statement) for statement in tree.body)
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        _note(read, node, at_the_top=id(node) in top)
    return read


def _is_plain(statement: ast.stmt) -> bool:
    match statement:
        case ast.Import() | ast.ImportFrom() | ast.Expr(ast.Constant(str())):
            return True
        case ast.Assign([ast.Name("__all__")]):
            return True
        case ast.If(ast.Name("TYPE_CHECKING"), body, []):
            return all(map(_is_plain, body))
        case _:
            return False


def _is_overload(node: Defined) -> bool:
    return "overload" in map(ast.unparse, node.decorator_list)


def _note(read: Source, node: ast.AST, *, at_the_top: bool) -> None:
    match node:
        case ast.Import(names):
            read.imports += [Import(alias.name, node.lineno) for alias in names]
        case ast.ImportFrom(module, names):
            read.imports += [
                Import(f"{module}.{alias.name}", node.lineno) for alias in names
            ]
        case ast.Attribute(attr=attribute):
            read.attributes.add(attribute)
        case ast.Name(name, ast.Store()) | ast.arg(name):
            read.bindings.append(name)
        case ast.MatchAs(name=str(name)) | ast.MatchStar(str(name)):
            read.bindings.append(name)
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            read.definitions.append(
                Definition(
                    name=node.name,
                    line=node.lineno,
                    end=node.end_lineno or node.lineno,
                    is_class=isinstance(node, ast.ClassDef),
                    at_the_top=at_the_top,
                    documented=bool(ast.get_docstring(node)) or _is_overload(node),
                )
            )
        case _:
            pass
