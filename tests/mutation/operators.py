"""The small faults people make, found in a syntax tree: each becomes a mutant of the text itself, so nothing else moves."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.mutation.mutants import ROOT, Mutant

EVERYWHERE = ("kernel", "records", "web")
IN_ROOMS = ("rules", "permissions", "commands", "queries")
COMPARED = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "is": "is not", "is not": "is", "in": "not in",
    "not in": "in",
}
CALCULATED = {"+": "-", "-": "+", "*": "+", "/": "*", "//": "*", "%": "+", "|": "&", "&": "|", "<<": ">>", ">>": "<<"}
OPERATOR = re.compile(r"[-+*/%|&^@<>=!]+|is\s+not|not\s+in|is|in|and|or")
LEFT_OUT = frozenset(
    {"where", "filter", "with_for_update", "distinct", "having", "limit", "order_by", "strip", "lower", "upper", "casefold"}
)
"""Calls at the end of a chain whose loss leaves the chain working: the fault of forgetting one."""
CONDITIONS = frozenset({"where", "filter", "and_", "or_", "all_of", "any_of", "in_team"})
PASSED_BY = frozenset({"_", "lazy", "lazy_gettext", "gettext", "ngettext", "TypeVar", "cast", "getLogger", "dataclass"})
"""Calls whose words are for people (measured by tests of their own) or for the type checker."""


def sources(root: Path = ROOT) -> list[Path]:
    """Return the files that random mutants are made of."""
    package = root / "eventsite"
    files = [p for room in EVERYWHERE for p in (package / room).rglob("*.py")]
    for name in IN_ROOMS:
        files += [*package.glob(f"*/{name}.py"), *package.glob(f"*/{name}/**/*.py")]
    return sorted(set(files))


def mutants_of(path: Path, root: Path = ROOT) -> list[Mutant]:
    """Return every mutant of one file, in the order of the text."""
    source = path.read_bytes()
    made = {(m.start, m.end, m.after): m for m in _Finder(source, str(path.relative_to(root))).found()}
    return [made[key] for key in sorted(made)]


class _Finder:
    """Walks one file's tree and says where the text could be wrong."""

    def __init__(self, source: bytes, file: str) -> None:
        self.source, self.file = source, file
        self.begins = [0]
        for line in source.splitlines(keepends=True):
            self.begins.append(self.begins[-1] + len(line))

    def found(self) -> Iterator[Mutant]:
        yield from self._under(ast.parse(self.source))

    def _under(self, node: ast.AST) -> Iterator[Mutant]:
        finder = getattr(self, f"_{type(node).__name__.lower()}", None)
        if finder:
            yield from finder(node)
        for child in self._children(node):
            yield from self._under(child)

    def _children(self, node: ast.AST) -> Iterator[ast.AST]:
        """Leave out what does nothing (docstrings, annotations, imports) and what is said to people."""
        if isinstance(node, ast.Import | ast.ImportFrom | ast.JoinedStr):
            return
        unseen = {"annotation", "returns", "type_comment"}
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in PASSED_BY:
            unseen |= {"args", "keywords"}
        for name, value in ast.iter_fields(node):
            if name in unseen or _names_exports(node):
                continue
            for child in value if isinstance(value, list) else [value]:
                is_words = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
                if isinstance(child, ast.AST) and not is_words:
                    yield child

    def _at(self, node: ast.AST) -> tuple[int, int]:
        return self.begins[node.lineno - 1] + node.col_offset, self.begins[node.end_lineno - 1] + node.end_col_offset

    def _text(self, node: ast.AST) -> str:
        start, end = self._at(node)
        return self.source[start:end].decode()

    def _becomes(self, node: ast.AST, after: str) -> Mutant:
        return Mutant(self.file, *self._at(node), after)

    def _between(self, left: ast.AST, right: ast.AST, table: dict[str, str]) -> Iterator[Mutant]:
        """Swap the operator that stands between two operands."""
        start, end = self._at(left)[1], self._at(right)[0]
        found = OPERATOR.search(self.source[start:end].decode())
        after = table.get(" ".join(found.group().split())) if found else None
        if found and after:
            yield Mutant(self.file, start + found.start(), start + found.end(), after)

    def _compare(self, node: ast.Compare) -> Iterator[Mutant]:
        for left, right in zip([node.left, *node.comparators], node.comparators, strict=False):
            yield from self._between(left, right, COMPARED)

    def _boolop(self, node: ast.BoolOp) -> Iterator[Mutant]:
        for left, right in zip(node.values, node.values[1:], strict=False):
            yield from self._between(left, right, {"and": "or", "or": "and"})

    def _binop(self, node: ast.BinOp) -> Iterator[Mutant]:
        yield from self._between(node.left, node.right, CALCULATED)

    def _unaryop(self, node: ast.UnaryOp) -> Iterator[Mutant]:
        if isinstance(node.op, ast.Not):
            yield self._becomes(node, self._text(node.operand))

    def _constant(self, node: ast.Constant) -> Iterator[Mutant]:
        if isinstance(node.value, bool):
            yield self._becomes(node, str(not node.value))
        elif isinstance(node.value, int):
            yield self._becomes(node, str(node.value + 1))
        elif isinstance(node.value, str) and node.value:
            yield self._becomes(node, '"mutant"')

    def _if(self, node: ast.If | ast.IfExp | ast.While) -> Iterator[Mutant]:
        yield self._becomes(node.test, f"not ({self._text(node.test)})")

    _ifexp = _while = _if

    def _return(self, node: ast.Return) -> Iterator[Mutant]:
        if node.value and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield self._becomes(node.value, "None")

    def _gone(self, node: ast.stmt) -> Iterator[Mutant]:
        yield self._becomes(node, "pass")

    _raise = _delete = _gone

    def _continue(self, node: ast.Continue) -> Iterator[Mutant]:
        yield self._becomes(node, "break")

    def _break(self, node: ast.Break) -> Iterator[Mutant]:
        yield self._becomes(node, "continue")

    def _expr(self, node: ast.Expr) -> Iterator[Mutant]:
        if isinstance(node.value, ast.Call):
            yield from self._gone(node)

    def _assign(self, node: ast.Assign | ast.AugAssign) -> Iterator[Mutant]:
        target = node.target if isinstance(node, ast.AugAssign) else node.targets[0]
        if isinstance(target, ast.Attribute | ast.Subscript):
            yield from self._gone(node)

    _augassign = _assign

    def _call(self, node: ast.Call) -> Iterator[Mutant]:
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if isinstance(node.func, ast.Attribute) and name in LEFT_OUT:
            yield self._becomes(node, self._text(node.func.value))
        if name in CONDITIONS and len(node.args) > 1:
            for index, gone in enumerate(node.args):
                start, end = self._at(gone)
                if index:
                    start = self._at(node.args[index - 1])[1]
                else:
                    end = self._at(node.args[1])[0]
                yield Mutant(self.file, start, end, "")


def _names_exports(node: ast.AST) -> bool:
    """Whether it is `__all__`: what is written there changes what the linter says, and nothing that runs."""
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"
