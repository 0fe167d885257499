// What each section draws, by the section's key. The list of sections, and their order, is ../sections.py.

/** A button that tells how many, and on a click who. */
function many(row) {
  const button = el("button", { type: "button", class: "count", tabindex: "-1", click: () => row.ask() }, String(row.number));
  button.title = "Who?";
  return button;
}

const names = (logins) => logins.map(called).join(" ");
const NARROW = matchMedia("(max-width: 45rem)");
const id = (item) => el("span", { class: "id" }, line(item));
/** The exercise: a column, or on a narrow screen a line below what is told. */
const exercise = () => NARROW.matches ? [] : [column("Exercise", "exercise", { ...text, minWidth: 130, widthGrow: 2, show: (row) => id(row.exercise) })];
const below = (row) => (NARROW.matches ? el("div", {}, id(row.exercise)) : null);
const tag = (word) => el("span", { class: "tag" }, word);

const sections = {
  first(section) {
    const told = (remark, each) => [
      each.login ? person(each.login) : null,
      each.words ? el("span", { class: remark.personal ? "personal" : "" }, each.login ? ` (${line(each.words)})` : line(each.words)) : null,
    ];
    const items = data.matters.map((remark) => el("li", {}, el("strong", {}, line(remark.what, 400)), " ",
      remark.told.flatMap((each, at) => [at ? ", " : null, ...told(remark, each)])));
    section.append(el("ul", { class: "matters" }, items));
  },

  students(section) {
    heat(section, data.works.filter((work) => !work.id.startsWith("lessons/")));
  },

  answers(section) {
    heat(section, data.works.filter((work) => work.id.startsWith("lessons/")));
  },

  stuck(section) {
    const rows = () => data.stuck.map((each, id) => ({
      id, ...each, number: each.students.length,
      ask: () => list(line(each.title), `stuck here in ${line(each.exercise)}`, each.students),
    }));
    grid(section, {
      rows, noun: "place", tall: true, sort: [{ column: "number", dir: "desc" }],
      found: (row) => [row.exercise, row.title, row.reason, names(row.students)].join(" "),
      act: (row) => row.ask(),
      columns: [
        column("Stuck", "number", { width: 84, headerSortStartingDir: "desc", show: many }),
        column("On what: the first check that stops them, and the usual reason", "title", { ...text, minWidth: 200, widthGrow: 5, show: (row) =>
          el("div", {}, line(row.title), row.reason ? el("div", { class: "sentence" }, line(row.reason, 600)) : null, below(row)) }),
        ...exercise(),
      ],
    });
  },

  misconceptions(section) {
    diagnoses(section, data.misconceptions, "misconception");
    if (!data.facts.length) return;
    const more = el("div", { class: "part" }, el("h3", {}, "Other diagnoses: facts, which no misconception explains"));
    section.append(more);
    diagnoses(more, data.facts, "fact");
  },

  checks(section) {
    const rows = () => data.hardest.map((key) => checks.get(key)).map((each, id) => ({
      ...each, id, key: each.id, number: each.failing.length,
      ask: () => list(line(each.title), `${each.failing.length} of ${each.tried} do not pass it (${line(each.exercise)})`, each.failing),
    }));
    grid(section, {
      rows, noun: "check", tall: true,
      found: (row) => [row.title, row.key, row.usual, row.hidden ? "hidden" : "visible", row.further ? "further work" : "", names(row.failing)].join(" "),
      act: (row) => row.ask(),
      columns: [
        column("Pass", "rate", { width: NARROW.matches ? 76 : 128, show: (row) => el("div", { class: "rate" }, el("span", {}, percent(row.rate)), bar(row.rate)) }),
        column("Fail", "number", { width: 76, headerSortStartingDir: "desc", show: many }),
        ...(NARROW.matches ? [] : [column("Tried", "tried", { width: 76, headerSortStartingDir: "desc" })]),
        column("Check, and the usual reason", "title", { ...text, minWidth: 200, widthGrow: 5, show: told }),
        ...exercise(),
      ],
    });
    function told(row) {
      const tags = [
        row.few ? tag("few tried it") : null, row.passed ? null : tag("nobody passes"), row.number ? null : tag("nobody fails"), row.hidden ? tag("hidden") : null,
        row.further ? tag("further work") : null, row.no_answer.length ? tag(`${row.no_answer.length} without an answer in time`) : null,
      ];
      return el("div", {}, line(row.title), tags.flatMap((each) => (each ? [" ", each] : [])),
        row.usual ? el("div", { class: "sentence" }, line(row.usual, 600)) : null, below(row));
    }
  },

  flat(section) {
    const part = (title, about, ids) => {
      if (!ids.length) return null;
      const items = ids.map((key) => checks.get(key)).map((each) =>
        el("li", {}, line(each.title), " ", el("span", { class: "id" }, `${line(each.exercise)}, ${count(each.tried, "student")}`)));
      return el("details", { open: ids.length <= 12 }, el("summary", {}, `${title} (${ids.length})`), el("p", { class: "soft small" }, about), el("ul", {}, items));
    };
    section.append(...[
      part("Nobody passes", "Of those who wrote something for it. Is it taught, and is the check right?", data.nobody_passes),
      part("Nobody fails", "It tells nobody apart. That may be what it is for.", data.nobody_fails),
    ].filter(Boolean));
  },

  movement(section) {
    const signed = (number) => `${number > 0 ? "▲ +" : number < 0 ? "▼ −" : "± "}${points(Math.abs(number))}`;
    const rows = () => data.movement.changes.map((each, id) => ({
      id, ...each, name: called(each.login), changed: each.checks.length,
      where: Object.entries(each.exercises).map(([item, by]) => `${line(item)} ${signed(by)}`).join(", "),
    }));
    grid(section, {
      rows, noun: "student", tall: true, whole: true,
      found: (row) => [row.name, row.where].join(" "), act: (row) => details(row.login),
      columns: [
        column("Student", "name", { ...text, minWidth: 140, widthGrow: 2, show: (row) => who(row.login) }),
        column("Points", "points", { width: 100, show: (row) => el("span", { class: row.points < 0 ? "down" : "up" }, signed(row.points)) }),
        column("Checks", "changed", { width: 90, headerSortStartingDir: "desc" }),
        column("In which exercises", "where", { ...text, minWidth: 200, widthGrow: 4 }),
      ],
    });
  },
};

function bar(share) {
  const inside = el("i");
  inside.style.width = `${100 * share}%`;
  return el("span", { class: "meter", "aria-hidden": "true" }, inside);
}

function diagnoses(section, found, noun) {
  const rows = () => found.map((each, id) => ({
    id, ...each, number: each.students.length, named: each.names.join(", "),
    ask: () => list(line(each.sentence, 600), `${line(each.exercise)}${each.names.length ? `: ${line(each.names.join(", "))}` : ""}`, each.students),
  }));
  grid(section, {
    rows, noun, tall: true, sort: [{ column: "number", dir: "desc" }],
    found: (row) => [row.sentence, row.named, row.exercise, names(row.students)].join(" "),
    act: (row) => row.ask(),
    columns: [
      column("Students", "number", { width: 96, headerSortStartingDir: "desc", show: many }),
      column("What students read", "sentence", { ...text, minWidth: 200, widthGrow: 5, show: (row) => el("div", {}, el("div", {}, line(row.sentence, 600)),
        row.names.length ? el("div", { class: "id" }, line(row.names.slice(0, 3).join(", ")) + (row.names.length > 3 ? ` and ${row.names.length - 3} alike` : "")) : null, below(row)) }),
      ...exercise(),
    ],
  });
}

/** Students by works. A cell has a number or a sign, and its ground a lightness: it needs no hue. */
function heat(section, shown) {
  const rows = () => data.students.map((student, id) => {
    const row = { id, login: student.login, name: called(student.login), score: 0, refused: student.refused };
    shown.forEach((work, at) => {
      const result = student.exercises[work.id];
      row[`w${at}`] = result ? rank(result) : -9;
      row.score += result ? result.score : 0;
    });
    row.score = Math.round(row.score * 1000) / 1000;
    if (student.refused) row.score = -1;
    return row;
  });
  const works = shown.map((work, at) => column(line(work.id.replace(/^lessons\//u, "")), `w${at}`, {
    headerVertical: "flip", width: 48, minWidth: 48, hozAlign: "center", headerSortStartingDir: "asc", cssClass: "heat",
    show: (row) => cell(students.get(row.login), work),
  }));
  grid(section, {
    rows, noun: "student", tall: true, whole: true, sort: [{ column: "score", dir: "asc" }],
    found: (row) => (hidden ? row.name : `${row.name} ${line(row.login, 60)}`),
    act: (row, field) => details(row.login, field.startsWith("w") ? shown[Number(field.slice(1))].id : undefined),
    options: { layout: "fitData", rowHeight: 30 },
    columns: [
      column("Student", "name", { sorter: text.sorter, frozen: true, width: NARROW.matches ? 130 : 230, cssClass: "name", show: (row) => who(row.login) }),
      column("Points", "score", { width: 96, hozAlign: "right", cssClass: "number", show: (row) => el("span", {}, row.refused ? "not graded" : points(row.score)) }),
      ...works,
    ],
  });
}

/** What sorts a cell: the share of the points; what is not begun comes before none of the points. */
function rank(result) {
  const begun = !["not started", "not handed in", "waits for an earlier exercise"].includes(result.state);
  return begun || result.score ? result.score / (result.max_score || 1) : result.state === "not handed in" ? -2 : -1;
}

function cell(student, work) {
  const result = student.exercises[work.id];
  if (!result) return el("span", { class: "cell none" });
  const plain = ["begun", "finished"].includes(result.state);
  const full = result.max_score > 0 && result.score >= result.max_score;
  const number = result.score || plain ? Number(result.score.toPrecision(3)).toString() : "";
  const shown = [full ? "✓" : number, plain ? "" : SIGNS[result.state], result.automatic === null ? "" : "✎"];
  const share = result.max_score ? result.score / result.max_score : 0;
  const level = rank(result) < 0 ? "none" : full ? "l5" : `l${Math.min(Math.floor(share * 5), 4)}`;
  const odd = ["cannot be run", "no answer in time"].includes(result.state) ? " odd" : "";
  const about = `${work.id}: ${points(result.score)} of ${points(result.max_score)}, ${result.state}`;
  const made = el("span", { class: `cell ${level}${odd}`, "aria-label": line(about) }, shown.filter(Boolean).join(" "));
  made.title = line(about);
  return made;
}
