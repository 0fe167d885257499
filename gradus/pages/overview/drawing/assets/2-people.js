// Who is who; the switch that hides names; and the window with a student's details, or with a list of students.

const people = new Map(); // by login: the name, and the one that hides it
for (const each of [...data.students, ...data.absent]) {
  people.set(each.login, { name: line(each.name, 60) || "(no name)", alias: `student ${people.size + 1}` });
}
const students = new Map(data.students.map((each) => [each.login, each]));
const checks = new Map(data.checks.map((each) => [each.id, each]));
const works = new Map(data.works.map((each) => [each.id, each]));
let hidden = false;
const onSwitch = []; // what has to be drawn again when names are hidden or shown

function called(login) {
  const known = people.get(login);
  if (hidden) return known ? known.alias : "a student";
  return known ? known.name : line(login, 60);
}

/** A name, which the switch can hide wherever it stands. */
function who(login) {
  const made = el("bdi", {}, called(login));
  made.login = login;
  made.classList.add("who");
  return made;
}

/** A name that leads to the student's details. */
function person(login, work) {
  if (!students.has(login)) return who(login);
  return el("button", { type: "button", class: "link", click: () => details(login, work) }, who(login));
}

function hide(now) {
  hidden = now;
  document.body.classList.toggle("hidden-names", now);
  for (const each of document.querySelectorAll(".who")) each.textContent = called(each.login);
  for (const draw of onSwitch) draw();
}

const STATUS = {
  failed: ["✗", "wrong"], error: ["✗", "stops with an error"], timeout: ["∞", "no answer in time"],
  not_started: ["·", "not written yet"], missing: ["–", "not handed in"], blocked: ["…", "waits for another exercise"],
};
const SIGNS = {
  "finished": "✓", "begun": "◐", "no answer in time": "∞", "cannot be run": "✗",
  "waits for an earlier exercise": "…", "waits for a person": "?", "not started": "·", "not handed in": "–",
};

const dialog = document.getElementById("details");
dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());

/** Open the window. Escape closes it, and the browser gives the focus back. */
function open(title, ...pieces) {
  const close = el("button", { type: "button", class: "close", click: () => dialog.close() }, "Close");
  const heading = el("h2", { id: "details-title", tabindex: "-1" }, title);
  dialog.replaceChildren(el("header", {}, heading, close), el("div", { class: "inside" }, ...pieces));
  if (!dialog.open) dialog.showModal();
  heading.focus();
  return dialog;
}

/** A list of students, for whoever asks "who?". */
function list(title, about, logins) {
  const sorted = [...logins].sort((a, b) => called(a).localeCompare(called(b), "en", { numeric: true }));
  open(title, el("p", { class: "soft" }, about), el("ul", { class: "names" }, sorted.map((login) => el("li", {}, person(login)))));
}

/** What a student has, exercise by exercise: the state, and each check that was lost with the sentence that helps. */
function details(login, work) {
  const student = students.get(login);
  const known = hidden || line(login, 60) === called(login) ? null : el("span", { class: "id" }, " ", line(login, 60));
  const link = !hidden && links.has(login) ? el("p", {}, el("a", { href: links.get(login) }, "The code, and marks by hand")) : null;
  const lost = new Map();
  for (const each of student.lost) {
    const item = each.check.slice(0, each.check.lastIndexOf("::"));
    if (!lost.has(item)) lost.set(item, []);
    lost.get(item).push(each);
  }
  const has = data.works.filter((each) => each.id in student.exercises);
  const state = (each) => student.exercises[each.id].state;
  const quiet = (each) => ["not started", "not handed in"].includes(state(each)) && !student.exercises[each.id].score;
  const parts = has.filter((each) => !quiet(each)).map((each) => part(student, each, lost.get(each.id) ?? []));
  for (const word of ["not started", "not handed in"]) {
    const those = has.filter((each) => quiet(each) && state(each) === word).map((each) => line(each.id));
    if (those.length) parts.push(el("p", { class: "soft" }, `${SIGNS[word]} ${word}: ${those.join(", ")}`));
  }
  const about = student.refused
    ? [el("p", { class: "note bad" }, hidden ? "Nothing could be graded." : line(student.refused))]
    : [el("p", { class: "soft" }, `${points(student.score)} of ${points(data.points)} points`)];
  open([who(login), known].filter(Boolean), ...about, link, ...parts);
  dialog.querySelector("h2").replaceChildren(...[who(login), known].filter(Boolean));
  const wanted = work && dialog.querySelector(`[data-work="${CSS.escape(work)}"]`);
  if (wanted) {
    wanted.scrollIntoView({ block: "start", behavior: "instant" });
    (wanted.querySelector("summary") ?? wanted).focus();
  }
}

function part(student, work, lost) {
  const result = student.exercises[work.id];
  const by = result.automatic === null ? "" : `, marked by hand (the machine: ${points(result.automatic)})`;
  const head = el("summary", {},
    el("span", { class: "sign" }, SIGNS[result.state] ?? ""), " ", el("strong", {}, line(work.id)), " ",
    el("span", { class: "soft" }, `${points(result.score)} of ${points(result.max_score)}, ${result.state}${by}`));
  if (!lost.length) return el("p", { class: "whole", "data-work": work.id, tabindex: "-1" }, [...head.childNodes]);
  return el("details", { "data-work": work.id, open: true }, head, el("ul", { class: "lost" }, lost.map(missed)));
}

function missed(each) {
  const check = checks.get(each.check);
  const [sign, word] = STATUS[each.status] ?? ["", each.status];
  const sentence = each.diagnosis || (check ? check.help : "");
  return el("li", {}, el("span", { class: "sign" }, sign), " ", line(check ? check.title : each.check),
    el("span", { class: "soft" }, ` (${word}${check && check.hidden ? ", hidden" : ""})`),
    sentence ? el("div", { class: each.diagnosis ? "sentence" : "sentence help" }, line(sentence, 600)) : null);
}
