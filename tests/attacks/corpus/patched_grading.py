"""Tries to patch the grader itself: pytest, its reports, and everything of gradus that can be imported."""

import importlib

loot = []
for name in (
    "gradus.grading.expect gradus.grading.checks gradus.grading.grader gradus.grading.scoring gradus.sandbox.session "
    "gradus.grading.official.batch gradus.core.handed_in.submission gradus.core.course pytest _pytest.reports _pytest.runner pytest_jsonreport.plugin "
    "unittest.case graders.calculus.derivatives.test_hidden"
).split():
    try:
        module = importlib.import_module(name)
    except ImportError:
        continue
    if name != "unittest.case":
        loot.append(name)
    for key, value in list(vars(module).items()):
        if callable(value) and not key.startswith("__"):
            setattr(module, key, lambda *_, **__: True)
if loot:
    raise RuntimeError(f"LOOT {loot}")
