"""What Python's and NumPy's own error messages mean to a beginner: facts, for any exercise."""

import re

ERRORS = [
    (
        r"truth value of an array",
        "Python's if, and, or, max and min look at one value, and here they got an array with several. What looks at "
        "each element?",
    ),
    (
        r"only (length-1|0-dimensional|size-1)|must be real number, not|a real number is required",
        "A function for one number, such as float() or one from math, got an array or a list. NumPy has functions of "
        "the same names for each element.",
    ),
    (r"NoneType", "Something is None here that should be a value: which function or which branch has no return?"),
    (
        r"cannot be called with \d+ arguments",
        "The function that was passed in got another number of arguments than it takes. Does it take its numbers one "
        "by one, or all in one array? The docstring says how to call it.",
    ),
    (
        r"broadcast|matmul|not aligned|inhomogeneous|dimensions .* must match|shape mismatch|size \d+ is different",
        "Two arrays do not fit together. Print their shapes in the line before: which axes must be equally long?",
    ),
    (r"IndexError.*(bounds|range)", "An index lies beyond the end: n things have the indices 0 to n - 1."),
    (
        r"only integers, slices|indices must be integers|interpreted as an integer",
        "A whole number is needed here, as an index or a count, and something else came: a float, a list, a division "
        "with / ?",
    ),
    (r"too many indices", "An array is asked for more axes than it has. Print its shape."),
    (
        r"UnboundLocalError|cannot access local variable",
        "A variable is read before this function gives it a value: is it set in one branch only, or further down?",
    ),
    (r"NameError", "A name is used that nothing defines: is it misspelt, or does it belong to another function?"),
    (r"module '\w+' has no attribute", "The package has no function of this name: look it up, it may be misspelt."),
    (
        r"AttributeError.*'(list|tuple|float|int)'|unsupported operand.*'(list|tuple)'|concatenate"
        r"|multiply sequence",
        "A list is no array, and a plain number is none either: + joins lists, * repeats them, and they lack the "
        "methods of arrays. Which of your values should be an array first?",
    ),
    (
        r"AttributeError",
        "An object has no attribute of this name: where is it set, and is it spelt there in the same way?",
    ),
    (
        r"required positional argument|positional arguments? but|unexpected keyword",
        "A function is called with other arguments than its definition names: compare the call with its def line.",
    ),
    (r"not callable", "Something is called with ( ) that is no function: is one name used for two things?"),
    (
        r"not subscriptable|not iterable|cannot unpack|values to unpack",
        "One value stands where several are taken apart: print what the function or the variable really holds.",
    ),
    (
        r"Cannot cast ufunc|cannot cast",
        "An array of whole numbers cannot take decimals in place, as += and -= ask it to. What type should it have?",
    ),
    (r"ZeroDivisionError", "Something is divided by 0. Which of the numbers below the line can become 0, and when?"),
    (
        r"OverflowError",
        "A number became too large: exp of more than 709 does not fit into a float. Could the exponent be made smaller "
        "without changing the result?",
    ),
    (r"math domain error", "A function of math got a number it has no answer for, such as the logarithm of 0."),
    (r"RecursionError", "The function calls itself without end: for which input should it answer without a call?"),
    (r"KeyError", "A dictionary is asked for a key that it does not have: print its keys."),
    (r"[Ss]ingular matrix", "A matrix is inverted that has no inverse: does the task need an inverse at all?"),
]
WARNINGS = {
    "overflow": "NumPy warned of an overflow: a number became too large for a float. exp of more than 709 is infinite.",
    "divide by zero": "NumPy warned of a division by zero, or of the logarithm of 0. Which number can become 0?",
    "invalid value": "NumPy warned of an invalid value, such as 0/0, infinity minus infinity, or the root of a "
    "negative number: that gives nan.",
}
CHANGED_ARGUMENT = (
    "Your function changes the array or list that it was given, and its caller still needs that. Work on a copy, or "
    "write into something new."
)


def on_error(exception: str, text: str) -> str:
    """A sentence on an exception of the student's code; empty if nothing general can be said."""
    shown = f"{exception}: {text}"
    return next((sentence for pattern, sentence in ERRORS if re.search(pattern, shown)), "")


def on_warnings(warned: list[str]) -> str:
    """A sentence on NumPy's warnings, as "RuntimeWarning: overflow encountered in exp"; empty if there was none."""
    return next((WARNINGS[word] for word in WARNINGS for text in warned if word in text), "")
