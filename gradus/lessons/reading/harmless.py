r"""A student's Markdown in which nothing is live, whatever shows it: no HTML, no link, in formulas only formulas.

MathJax makes links, styles and behaviour of some macros (\href, \style, \class, \cssId, \toggle, \require, …), and
others define those anew (\def, \let, \newcommand). So macros are let through by a list of what formulas are made of;
the backslash of any other gets a space behind it, and stands there to be read.
"""

import re

# Greek, symbols, functions, accents, fonts and layout: none links, styles, defines, names or moves anything.
_MACROS = frozenset(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa varkappa lambda mu nu xi omicron pi
    varpi rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma
    Upsilon Phi Psi Omega digamma aleph beth gimel daleth hbar hslash ell wp Re Im partial nabla infty emptyset
    varnothing angle measuredangle sphericalangle triangle triangledown square blacksquare Box Diamond lozenge
    clubsuit diamondsuit heartsuit spadesuit flat natural sharp prime backprime forall exists nexists neg lnot top
    bot imath jmath complement mho eth Bbbk bigstar checkmark degree dagger ddagger dag ddag pounds yen circledR
    copyright

    pm mp times div cdot cdotp ast star circ bullet oplus ominus otimes oslash odot dotplus ltimes rtimes cap cup
    Cap Cup sqcap sqcup uplus setminus smallsetminus wr amalg vee wedge lor land veebar barwedge intercal boxplus
    boxminus boxtimes boxdot bigcirc bigtriangleup bigtriangledown triangleleft triangleright diamond divideontimes

    leq le geq ge leqq geqq leqslant geqslant ll gg lll ggg lesssim gtrsim lessgtr prec succ preceq succeq sim simeq
    approx approxeq cong equiv asymp doteq propto varpropto neq ne not nleq ngeq nless ngtr nsim ncong subset supset
    subseteq supseteq subsetneq supsetneq nsubseteq nsupseteq sqsubset sqsupset sqsubseteq sqsupseteq in ni owns
    notin models vdash dashv vDash Vdash Vvdash nvdash nvDash perp parallel nparallel mid nmid bowtie smile frown
    between therefore because triangleq coloneqq eqqcolon coloneq

    to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow longleftarrow longrightarrow
    longleftrightarrow Longleftarrow Longrightarrow Longleftrightarrow mapsto longmapsto hookleftarrow
    hookrightarrow uparrow downarrow updownarrow Uparrow Downarrow Updownarrow nearrow searrow swarrow nwarrow
    leftharpoonup leftharpoondown rightharpoonup rightharpoondown rightleftharpoons leftrightharpoons iff implies
    impliedby rightsquigarrow leadsto twoheadrightarrow twoheadleftarrow curvearrowleft curvearrowright
    circlearrowleft circlearrowright nleftarrow nrightarrow nRightarrow xleftarrow xrightarrow

    sum prod coprod int iint iiint iiiint oint bigcap bigcup bigsqcup bigvee bigwedge bigodot bigotimes bigoplus
    biguplus arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln
    log max min Pr sec sin sinh sup tan tanh injlim projlim varinjlim varprojlim limits nolimits mod bmod pmod pod
    operatorname mathop mathbin mathrel mathord mathopen mathclose mathpunct mathinner

    hat check tilde acute grave dot ddot dddot breve bar vec mathring widehat widetilde overline underline overbrace
    underbrace overleftarrow overrightarrow overleftrightarrow underleftarrow underrightarrow overset underset
    stackrel overparen underparen boxed cancel bcancel xcancel

    mathrm mathbf mathit mathsf mathtt mathcal mathscr mathfrak mathbb mathbfit boldsymbol bm pmb bold rm bf it sf
    tt cal frak scr Bbb text textrm textbf textit textsf texttt textnormal textup mbox hbox emph tiny scriptsize
    small normalsize large Large LARGE huge Huge displaystyle textstyle scriptstyle scriptscriptstyle

    frac dfrac tfrac cfrac binom dbinom tbinom genfrac over atop choose above sqrt root of substack begin end left
    right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm biggm Biggm langle rangle
    lfloor rfloor lceil rceil lvert rvert lVert rVert vert Vert lbrace rbrace lbrack rbrack lgroup rgroup lmoustache
    rmoustache ulcorner urcorner llcorner lrcorner backslash surd cr hline hfill newline ldots cdots vdots ddots
    dots dotsb dotsc dotsi dotsm dotso colon ldotp quad qquad enspace enskip thinspace medspace thickspace
    negthinspace negmedspace negthickspace nobreakspace space phantom hphantom vphantom nonumber notag strut
    mathstrut
    """.split()
)
_ENVIRONMENTS = frozenset(
    """
    matrix pmatrix bmatrix Bmatrix vmatrix Vmatrix smallmatrix array cases rcases subarray aligned alignedat gathered
    split align align* alignat alignat* equation equation* gather gather* multline multline* eqnarray eqnarray*
    """.split()
)
_MACRO = re.compile(r"(?<!\\)(?P<slashes>\\++)(?P<name>[A-Za-z]++)(?:(?=\s*\{(?P<environment>[^{}]*)\})|)")
_ENTITY = re.compile(r"&(?=#|[A-Za-z][A-Za-z0-9]*;)")
_ADDRESS = re.compile(r"(?i)(https?:|ftp:|\bwww\.|(?<=\S)@(?=[\w-]+\.\w))(?=\S)")  # which pages make links of


def sanitise_markdown(text: str) -> str:
    """Markdown in which no HTML, link, picture or heading is active; of formulas stays what only shows something."""
    text = _ENTITY.sub("& ", text)  # before all others: &#92; is a backslash, and &lt; a sign
    text = re.sub(r"<(?=[A-Za-z/!?])", "< ", text)
    text = re.sub(r"\](?=[(\[:])", "] ", text)
    text = _ADDRESS.sub(r"\1 ", text)
    text = _MACRO.sub(_macro, text)
    return re.sub(r"(?m)^([^\S\n]*)#", r"\1\#", text)


def _macro(match: re.Match[str]) -> str:
    """One macro, which cannot be called unless it is harmless; behind backslashes that Markdown may take for others."""
    before, name = match["slashes"][1:], match["name"]
    if len(before) % 2:  # \\x: the end of a row, or in Markdown a backslash
        return f"{before}\\ {name}"
    allowed = name in _MACROS or len(name) == 1  # no macro of one letter does anything, and \n is often told
    if name in ("begin", "end"):
        allowed = (match["environment"] or "").strip() in _ENVIRONMENTS
    return f"{before}{' ' * bool(before)}\\{'' if allowed else ' '}{name}"
