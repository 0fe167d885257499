"""Rewrites the names in a piece of a test, so that it stands inside of a check."""

import ast
import re


class Renamed(ast.NodeTransformer):
    """Functions inside of a check are not called test_…: that is the name of a check."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if node.name in self.names:
            node.name = re.sub(r"^test_", "holds_", node.name)
        self.generic_visit(node)
        return node

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.names:
            node.id = re.sub(r"^test_", "holds_", node.id)
        return node


class Submitted(ast.NodeTransformer):
    """Puts `submission.` before the names of the student's functions, but where a function binds the name itself."""

    def __init__(self, names: set[str]) -> None:
        self.names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in self.names and isinstance(node.ctx, ast.Load):
            return ast.copy_location(ast.Attribute(ast.Name("submission", ast.Load()), node.id, ast.Load()), node)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        own = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
        inner = Submitted(self.names - own)
        node.body = [inner.visit(each) for each in node.body]
        node.args.defaults = [self.visit(each) for each in node.args.defaults]
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        own = {each.arg for each in ast.walk(node.args) if isinstance(each, ast.arg)}
        node.body = Submitted(self.names - own).visit(node.body)
        return node
