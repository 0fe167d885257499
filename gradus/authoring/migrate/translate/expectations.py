"""Turns what an assertion asks into the words of a check: `f(2) == 4` into `expect(submission.f(2)).equals(4)`."""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

CLOSE = {"isclose": ("rtol", "atol"), "allclose": ("rtol", "atol"), "assert_allclose": ("rtol", "atol")}
BUILTIN_TYPES = frozenset({"int", "float", "str", "bool", "list", "tuple", "dict", "set", "complex", "ndarray"})
NUMERIC_CALLS = frozenset(
    {
        "sqrt",
        "exp",
        "log",
        "sin",
        "cos",
        "tan",
        "array",
        "arange",
        "linspace",
        "zeros",
        "ones",
        "eye",
        "full",
        "identity",
    }
    | {"abs", "sum", "mean", "std", "dot", "float", "zeros_like", "ones_like", "gradient"}
)
SAME = {"assert_equal": 2, "assert_array_equal": 2, "assertEqual": 2, "assert_equals": 2, "assertEquals": 2}
SAME |= {"assertListEqual": 2, "assertDictEqual": 2, "assertTupleEqual": 2, "eq_": 2}
DIGITS = {"assert_almost_equal": 7, "assertAlmostEqual": 7, "assert_array_almost_equal": 6}
RAISING = frozenset({"assert_raises", "assertRaises"})
WORDS: dict[str, Callable[[list[ast.expr]], ast.expr]] = {
    "assert_true": lambda a: a[0],
    "assertTrue": lambda a: a[0],
    "assert_": lambda a: a[0],
    "assert_false": lambda a: ast.UnaryOp(ast.Not(), a[0]),
    "assertFalse": lambda a: ast.UnaryOp(ast.Not(), a[0]),
    "assert_in": lambda a: ast.Compare(a[0], [ast.In()], [a[1]]),
    "assertIn": lambda a: ast.Compare(a[0], [ast.In()], [a[1]]),
    "assert_not_in": lambda a: ast.Compare(a[0], [ast.NotIn()], [a[1]]),
    "assertNotIn": lambda a: ast.Compare(a[0], [ast.NotIn()], [a[1]]),
    "assert_is_instance": lambda a: ast.Call(ast.Name("isinstance", ast.Load()), a, []),
    "assertIsInstance": lambda a: ast.Call(ast.Name("isinstance", ast.Load()), a, []),
    "assert_is_none": lambda a: ast.Compare(a[0], [ast.Is()], [ast.Constant(None)]),
    "assertIsNone": lambda a: ast.Compare(a[0], [ast.Is()], [ast.Constant(None)]),
    "assert_greater": lambda a: ast.Compare(a[0], [ast.Gt()], [a[1]]),
    "assertGreater": lambda a: ast.Compare(a[0], [ast.Gt()], [a[1]]),
    "assert_less": lambda a: ast.Compare(a[0], [ast.Lt()], [a[1]]),
    "assertLess": lambda a: ast.Compare(a[0], [ast.Lt()], [a[1]]),
}
TESTING = frozenset({*CLOSE, *SAME, *DIGITS, *WORDS, *RAISING} - {"isclose", "allclose"})


class UntranslatedError(Exception):
    """An assertion that no word of the vocabulary stands for; the text says why."""


@dataclass
class Expectations:
    """Writes the lines of expectations. `tainted` are the local names whose values come from the student's code."""

    tainted: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    def of_student(self, node: ast.AST) -> bool:
        """Whether an expression's value comes from the student's code."""
        return any(isinstance(n, ast.Name) and (n.id == "submission" or n.id in self.tainted) for n in ast.walk(node))

    def condition(self, test: ast.expr) -> list[str]:
        """The lines for a condition that must hold. Raises UntranslatedError."""
        self.words.add("expect")
        if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
            return [line for each in test.values for line in self.condition(each)]
        if not self.of_student(test):
            raise UntranslatedError("it asks nothing of the student's code")
        for node in ast.walk(test):
            if isinstance(node, ast.Call) and called(node) == "next":
                raise UntranslatedError("next() needs an iterator, and the student's stays in its own process")
            if isinstance(node, ast.Call) and called(node) in ("getsource", "globals", "locals", "dir", "vars"):
                raise UntranslatedError(f"{called(node)}() looks into the notebook's own process")
        if isinstance(test, ast.Call):
            return self._call(test)
        if isinstance(test, ast.Compare):
            return self._compare(test)
        return self._generic(test)

    def testing(self, call: ast.Call) -> list[str]:
        """The lines for a call such as `assert_allclose(a, b)`. Raises UntranslatedError."""
        name, arguments = called(call), call.args
        if any(isinstance(each, ast.Starred) for each in arguments) or len(arguments) < (1 if name in WORDS else 2):
            raise UntranslatedError(f"{name} is called in a form that is not known")
        if not any(map(self.of_student, arguments)):
            raise UntranslatedError("it asks nothing of the student's code")
        self.words.add("expect")
        if name in WORDS:
            return self.condition(ast.fix_missing_locations(WORDS[name](list(arguments))))
        if name in SAME:
            return self._equal(arguments[0], arguments[1])
        if name in CLOSE:
            return self._close(call, broadcast=True)
        digits = ast.unparse(arguments[2]) if len(arguments) > 2 else str(DIGITS[name])
        digits = next((ast.unparse(k.value) for k in call.keywords if k.arg in ("decimal", "places")), digits)
        return self._close_to(arguments[0], arguments[1], f", rtol=0, atol=1.5 * 10 ** -({digits})", broadcast=True)

    def _call(self, test: ast.Call) -> list[str]:
        name = called(test)
        if name in CLOSE and len(test.args) >= 2:
            return self._close(test, broadcast=name == "allclose")
        if name in ("array_equal", "array_equiv") and len(test.args) >= 2:
            return self._close_to(test.args[0], test.args[1], "", broadcast=False)
        inner: ast.expr | None = None
        if name == "all" and isinstance(test.func, ast.Attribute) and not test.args:
            inner = test.func.value
        elif name == "all" and len(test.args) == 1 and isinstance(test.func, ast.Attribute):
            inner = test.args[0]
        if isinstance(inner, ast.Compare) and len(inner.ops) == 1 and isinstance(inner.ops[0], ast.Eq):
            return self._close_to(inner.left, inner.comparators[0], "", broadcast=True)
        if name == "isinstance" and len(test.args) == 2:
            kinds = test.args[1].elts if isinstance(test.args[1], ast.Tuple) else [test.args[1]]
            names = [ast.unparse(kind).rpartition(".")[2] for kind in kinds]
            if not {*names} <= BUILTIN_TYPES:
                raise UntranslatedError(f"an object of {', '.join(names)} stays in the student's process")
            return self._holds(
                test.args[0], lambda a: f"isinstance({a}, {ast.unparse(test.args[1])})", " or ".join(names)
            )
        return self._generic(test)

    def _compare(self, test: ast.Compare) -> list[str]:
        left, ops, right = test.left, test.ops, test.comparators
        if len(ops) == 2:
            middle = right[0]
            ends = self.of_student(left) or self.of_student(right[1])
            if self.of_student(middle) and not ends and all(isinstance(op, ast.LtE) for op in ops):
                return [f"expect({ast.unparse(middle)}).between({ast.unparse(left)}, {ast.unparse(right[1])})"]
        if len(ops) != 1:
            return self._generic(test)
        op, other = ops[0], right[0]
        if isinstance(op, ast.Eq | ast.Is):
            return self._equal(left, other)
        if isinstance(op, ast.NotEq) and self.of_student(left):
            return self._holds(left, lambda a: f"{a} != {ast.unparse(other)}", f"anything but {ast.unparse(other)}")
        if isinstance(op, ast.Lt | ast.LtE) and (difference := _difference(left)) and not self.of_student(other):
            return self._close_to(*difference, f", rtol=0, atol={ast.unparse(other)}", broadcast=False)
        if isinstance(op, ast.In | ast.NotIn) and self.of_student(other) and not self.of_student(left):
            word = "in" if isinstance(op, ast.In) else "not in"
            said = f"something with {ast.unparse(left)} {word} it"
            return self._holds(other, lambda a: f"{ast.unparse(left)} {word} {a}", said)
        return self._generic(test)

    def _equal(self, left: ast.expr, right: ast.expr) -> list[str]:
        if not self.of_student(left):
            left, right = right, left
        if isinstance(right, ast.Call) and called(right) == "approx" and right.args:
            return self._close(ast.Call(right.func, [left, right.args[0]], right.keywords), broadcast=False)
        if isinstance(left, ast.Attribute) and left.attr == "shape" and not self.of_student(right):
            return [f"expect({ast.unparse(left.value)}).has_shape({ast.unparse(right)})"]
        if isinstance(right, ast.Constant) and (right.value is None or isinstance(right.value, bool | str)):
            return [f"expect({ast.unparse(left)}).equals({ast.unparse(right)})"]
        kind = numeric(right)
        if kind and not self.of_student(right):
            word = "close_to" if kind == "float" else "equals"
            return [f"expect({ast.unparse(left)}).{word}({ast.unparse(right)})"]
        said = ast.unparse(right)
        return self._holds(left, lambda a: f"{a} == {said}", said)

    def _close(self, call: ast.Call, *, broadcast: bool) -> list[str]:
        names = {"rtol": "rtol", "atol": "atol", "rel_tol": "rtol", "abs_tol": "atol", "rel": "rtol", "abs": "atol"}
        given = {names[k.arg]: ast.unparse(k.value) for k in call.keywords if k.arg in names}
        given |= dict(zip(("rtol", "atol"), map(ast.unparse, call.args[2:4]), strict=False))
        more = "".join(f", {name}={given[name]}" for name in ("rtol", "atol") if name in given)
        return self._close_to(call.args[0], call.args[1], more, broadcast=broadcast)

    def _close_to(self, left: ast.expr, right: ast.expr, more: str, *, broadcast: bool) -> list[str]:
        """`broadcast`: a single number may stand for all elements."""
        if not self.of_student(left):
            left, right = right, left
        if broadcast and numeric(right) and isinstance(right, ast.Constant | ast.UnaryOp):
            self.words.add("np")
            whole = ast.unparse(right)
            return [
                f"answer = {ast.unparse(left)}",
                f"expect(answer).close_to(np.full(np.shape(answer), {whole}){more})",
            ]
        return [f"expect({ast.unparse(left)}).close_to({ast.unparse(right)}{more})"]

    def _holds(self, answer: ast.expr, truth: Callable[[str], str], said: str) -> list[str]:
        if isinstance(answer, ast.Name):
            return [f"expect({answer.id}).holds({truth(answer.id)}, {said!r})"]
        return [f"answer = {ast.unparse(answer)}", f"expect(answer).holds({truth('answer')}, {said!r})"]

    def _generic(self, test: ast.expr) -> list[str]:
        said = ast.unparse(test).replace("submission.", "")
        return [f"expect({ast.unparse(test)}).is_true({said!r})"]


def called(call: ast.Call) -> str:
    """The last name of what is called: isclose of np.isclose."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _difference(node: ast.expr) -> tuple[ast.expr, ast.expr] | None:
    """The two sides of abs(a - b)."""
    if isinstance(node, ast.Call) and called(node) in ("abs", "fabs", "absolute") and len(node.args) == 1:
        inner = node.args[0]
        if isinstance(inner, ast.BinOp) and isinstance(inner.op, ast.Sub):
            return inner.left, inner.right
    return None


def numeric(node: ast.expr) -> str:
    """Whether an expression is surely of numbers: "int", "float" if one may not be whole, or nothing."""
    match node:
        case ast.Constant(value=bool() | str() | bytes() | None):
            return ""
        case ast.Constant(value=int()):
            return "int"
        case ast.Constant(value=float()):
            return "float"
        case ast.UnaryOp(operand=inner, op=ast.USub() | ast.UAdd()):
            return numeric(inner)
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return _all_numeric(parts)
        case ast.BinOp(left=left, right=right, op=op):
            return ("float" if isinstance(op, ast.Div) else "int") and _widest([numeric(left), numeric(right), "float"])
        case ast.Call(args=[ast.List() | ast.Tuple() as inner, *_]) if called(node) == "array":
            return numeric(inner)
        case ast.Call() if called(node) in NUMERIC_CALLS and called(node) != "array":
            return "float"
    return ""


def _all_numeric(parts: Sequence[ast.expr]) -> str:
    lengths = {len(each.elts) if isinstance(each, ast.List | ast.Tuple) else -1 for each in parts}
    return _widest([numeric(each) for each in parts]) if parts and len(lengths) == 1 else ""


def _widest(kinds: Sequence[str]) -> str:
    return "" if not all(kinds) else "float" if "float" in kinds else "int"
