"""The style sheet of all pages: light and dark as the reader's system has it, and quiet on paper.

Colours are never alone: each has a sign or a word. Text stands out from its ground by 4.5 to 1 and more.
"""

STYLE = """
:root { color-scheme: light dark;
  --ground: #ffffff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --box: #f6f8fa; --link: #0550ae;
  --good: #116329; --bad: #a40e26; --warn: #7d4e00; --good-box: #dafbe1; --bad-box: #ffebe9; --warn-box: #fff3c4;
  --l0: #ffe3e0; --l1: #fdeccb; --l2: #eef3d6; --l3: #ddf4e4; --l4: #b6e8c6; }
@media (prefers-color-scheme: dark) { :root {
  --ground: #0d1117; --text: #e6edf3; --soft: #9aa4af; --line: #3d444d; --box: #161b22; --link: #79b8ff;
  --good: #56d364; --bad: #ff8f87; --warn: #e3b341; --good-box: #12301c; --bad-box: #3c1618; --warn-box: #37290b;
  --l0: #4a1d20; --l1: #44300f; --l2: #333a14; --l3: #1b3d26; --l4: #145c2c; } }
@media print { :root { color-scheme: light;
  --ground: #ffffff; --text: #000000; --soft: #444444; --line: #999999; --box: #ffffff; --link: #000000;
  --good: #0b4a1d; --bad: #8a0b20; --warn: #5e3b00; --good-box: #ffffff; --bad-box: #ffffff; --warn-box: #ffffff;
  --l0: #ffe3e0; --l1: #fdeccb; --l2: #eef3d6; --l3: #ddf4e4; --l4: #b6e8c6; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
.narrow main { max-width: 52rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
p, ul, ol, dl { margin: .5rem 0; }
ul, ol { padding-left: 1.4rem; }
a { color: var(--link); }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  font-size: .875em; }
pre { margin: .5rem 0; padding: .6rem .75rem; background: var(--box); border: 1px solid var(--line);
  border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.good { color: var(--good); } .bad { color: var(--bad); } .warn { color: var(--warn); }
.id { color: var(--soft); font-size: .8125rem; font-weight: 400; overflow-wrap: anywhere; }
.tag { display: inline-block; border: 1px solid var(--line); border-radius: 999px; padding: 0 .5em; font-size: .75rem;
  color: var(--soft); white-space: nowrap; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: .75rem; margin: 1rem 0; }
.tiles div { background: var(--box); border: 1px solid var(--line); border-radius: 8px; padding: .6rem .8rem; }
.tiles dt { color: var(--soft); font-size: .875rem; }
.tiles dd { margin: 0; font-size: 1.4rem; font-weight: 600; line-height: 1.3; }
.tiles dd span { font-size: .875rem; font-weight: 400; color: var(--soft); }
.note { border-left: 4px solid var(--warn); background: var(--warn-box); padding: .5rem .8rem; margin: .75rem 0;
  border-radius: 0 6px 6px 0; }
.note.bad { border-color: var(--bad); background: var(--bad-box); color: inherit; }
.note.good { border-color: var(--good); background: var(--good-box); color: inherit; }
.note > :first-child { margin-top: 0; } .note > :last-child { margin-bottom: 0; }
.wide { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); font-size: .875rem; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid var(--line); }
thead th { font-size: .8125rem; color: var(--soft); font-weight: 600; vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 600; }
.said { min-width: 13rem; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.bar { display: flex; height: .8rem; min-width: 7rem; margin-top: .35rem; border: 1px solid var(--line);
  border-radius: 4px; overflow: hidden; }
.bar i { display: block; height: 100%; }
.bar .done { background: var(--good); } .bar .some { background: repeating-linear-gradient(135deg,
  var(--warn) 0 2px, transparent 2px 6px); }
.count { font-weight: 600; font-size: 1.05rem; }
details > summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
details[open] > summary { margin-bottom: .25rem; }
.grid { width: auto; font-variant-numeric: tabular-nums; }
.grid th, .grid td { padding: .2rem .4rem; }
.grid thead th { position: sticky; top: 0; background: var(--ground); z-index: 1; }
.grid thead th.up { writing-mode: vertical-rl; transform: rotate(180deg); padding: .4rem .15rem; font-weight: 400;
  text-align: left; vertical-align: middle; line-height: 1.2; }
.grid tbody th { position: sticky; left: 0; background: var(--ground); font-weight: 400; max-width: 17rem;
  overflow-wrap: anywhere; line-height: 1.3; }
.grid tbody th .id { display: block; }
.grid td { text-align: center; width: 2.9rem; min-width: 2.9rem; border: 1px solid var(--ground); white-space: nowrap; }
.grid td.number { text-align: right; border: 0; border-bottom: 1px solid var(--line); }
.grid tbody tr { border-bottom: 1px solid var(--line); }
.l0 { background: var(--l0); } .l1 { background: var(--l1); } .l2 { background: var(--l2); }
.l3 { background: var(--l3); } .l4 { background: var(--l4); } .none { color: var(--soft); }
.l0, .l1, .l2, .l3, .l4 { color: var(--text); }
.broken { background: var(--bad-box); color: var(--bad); font-weight: 700; }
.legend span { white-space: nowrap; margin-right: 1rem; }
.check { margin: .9rem 0; }
.check > p { margin: .2rem 0; }
.check .title { display: flex; gap: .6rem; justify-content: space-between; font-weight: 600; }
.check .title .number { font-weight: 400; }
.advice { border-left: 3px solid var(--link); padding-left: .7rem; }
.exercise { break-inside: auto; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin: .75rem 0; }
.code { border: 1px solid var(--line); border-radius: 6px; background: var(--box); margin: .5rem 0; overflow-x: auto; }
.code pre { border: 0; margin: 0; padding: .4rem .6rem; background: none; white-space: pre; overflow: visible;
  width: max-content; min-width: 100%; }
.code pre span.l { color: var(--soft); display: inline-block; width: 2.6rem; text-align: right; margin-right: 1rem;
  user-select: none; }
.code pre mark { background: var(--bad-box); color: inherit; outline: 1px solid var(--bad); }
.code pre :target { background: var(--warn-box); }
.folded > summary { padding: 0 .6rem 0 4.2rem; }
.here { border: solid var(--line); border-width: 1px 0; background: var(--ground); padding: .5rem .8rem;
  position: sticky; left: 0; }
.k { color: var(--link); } .s { color: var(--good); } .c { color: var(--soft); font-style: italic; }
@media print {
  @page { size: A4; margin: 14mm; }
  @page wide { size: A4 landscape; margin: 10mm; }
  body { font-size: 10pt; } main { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; } tr, .check, .tiles div { break-inside: avoid; } thead { display: table-header-group; }
  .matrix { page: wide; font-size: 7.5pt; } .matrix .grid td { min-width: 0; }
  .matrix .grid .id, .matrix .grid thead th { font-size: inherit; }
  .grid thead th, .grid tbody th { position: static; } .wide, .code { overflow: visible; }
  .l0, .l1, .l2, .l3, .l4, .bar i, .broken { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  nav, .screen { display: none; } .code pre { white-space: pre-wrap; width: auto; }
}
""".lstrip()
