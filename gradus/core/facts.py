"""The sentences about an answer that are facts, for any exercise: a report holds one of them, or a misconception's."""

# What Python's and NumPy's own error messages mean to a beginner: a pattern of the message, and the sentence.
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
# How the numbers of a wrong answer relate to those of the right one.
RELATIONS = {
    "none": "Nothing came back. Is there a return on every way through the function? What is printed is not returned.",
    "transposed": "These are the right numbers with rows and columns exchanged. Print the shapes: which axis is which?",
    "truncated": "Only whole numbers came out: the decimals were cut off. Of which type is the array that they are put "
    "into, and where does a // or an int() stand?",
    "rounded": "These are the right numbers, but rounded. Return them with all of their digits.",
    "reversed": "These are the right numbers in the opposite order. Where do you begin?",
    "reordered": "These are the right numbers in another order. In which order are they asked for?",
    "first missing": "What came back is right, but the first one is missing. Where does your loop or your list begin?",
    "last missing": "What came back is right, but the last one is missing. Where does your loop end?",
    "one too many": "What came back begins with all the right numbers, and has one more. Where does your loop end?",
    "one before": "What came back ends with all the right numbers, and has one more in front. Where does it begin?",
    "cut short": "What came back is the beginning of the right answer, and ends too early. Is there a return inside "
    "the loop, or a loop with too few rounds?",
    "too long": "What came back begins as it should, and then goes on. When does your loop end?",
    "negated": "Every number has the right size and the opposite sign. What is subtracted from what?",
    "unsigned": "The sizes are right, but no number is negative. Where does a sign get lost: abs, a square, a length?",
    "doubled": "Every number is 2 times what it should be. Is something counted twice, or a division by 2 missing?",
    "halved": "Every number is half of what it should be. Is a factor 2 missing, or divided by 2 once too often?",
    "summed": "Every number is too large by one factor, the number of rows. Is a sum what is asked for, or a mean?",
    "averaged": "Every number is too small by one factor, the number of rows. Is a mean what is asked for, or a sum?",
    "in percent": "Every number is 100 times what it should be, as if it were in percent. A share is between 0 and 1.",
    "base 10": "Every number is 0.4343 times what it should be: that is what a logarithm to base 10 gives.",
    "base 2": "Every number is 1.4427 times what it should be: that is what a logarithm to base 2 gives.",
    "squared": "Every number is the square of what it should be. Where is a root missing?",
    "rooted": "Every number is the square root of what it should be. Is there a root too many?",
    "shifted": "Every number is off by the same amount. What is added to all of them, or left out?",
    "not averaged": "There are several numbers where one is asked for; their mean is the right one.",
    "not added": "There are several numbers where one is asked for; their sum is the right one.",
}

FACTS = frozenset({*(sentence for _, sentence in ERRORS), *WARNINGS.values(), CHANGED_ARGUMENT, *RELATIONS.values()})
