// A table that can be sorted, searched, printed and walked through with the keyboard. Tabulator draws it; what it gets
// to draw are elements that this page made, never strings.

const grids = [];

const collator = new Intl.Collator("en", { numeric: true });
const text = { sorter: (a, b) => collator.compare(a, b), variableHeight: true, cssClass: "wrap" };
const MOST_PRINTED = 40; // rows on paper of a table that can be long: those that stand first on the screen

/** A column: `field` is what sorts, and `show` the element that a cell has, if it is not the field's own value. */
function column(title, field, { show = (row) => el("span", {}, String(row[field])), ...more } = {}) {
  return {
    title: "", field, show, heading: title, sorter: "number", vertAlign: "top", headerSortTristate: false,
    titleFormatter: () => el("span", {}, title), formatter: (cell) => show(cell.getData()), ...more,
  };
}

/** Draw a grid into a section. `rows()` gives its data, `found(row)` what is searched; `act(row, field)` is Enter. */
function grid(section, { columns, rows, found, act, sort, noun, tall = false, whole = false, options = {} }) {
  const told = el("span", { class: "soft small", role: "status" });
  const title = section.querySelector("h2, h3").textContent;
  const box = el("input", { type: "search", placeholder: "Search", "aria-label": `Search: ${title}` });
  const hint = el("span", { class: "hint small" }, "Arrow keys move, Enter opens; on a heading it sorts");
  const holder = el("div", { class: "grid-holder", "aria-label": title });
  const prepare = () => rows().map((row) => ({ ...row, found: found(row).toLowerCase() }));
  const every = prepare();
  section.append(el("div", { class: "tools" }, box, told, hint), holder);
  const table = new Tabulator(holder, {
    data: every, columns: columns.map(({ show, heading, ...rest }) => rest), initialSort: sort, layout: "fitColumns",
    nestedFieldSeparator: false, columnHeaderVertAlign: "bottom", placeholder: () => el("span", {}, "Nothing is found."),
    maxHeight: tall && every.length > 40 ? "min(85vh, 60rem)" : false,
    columnDefaults: { headerWordWrap: true, resizable: false }, ...options,
  });
  const say = () => (told.textContent = `${table.getDataCount("active")} of ${count(every.length, noun)}`);
  table.on("tableBuilt", () => (say(), walk(table, holder, act)));
  table.on("dataFiltered", () => requestAnimationFrame(say));
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/u).filter(Boolean);
    table.setFilter((row) => words.every((word) => row.found.includes(word)));
  });
  onSwitch.push(() => table.replaceData(prepare()));
  printed(table, holder, columns, whole);
  return table;
}

/** On paper there is a plain table in place of the grid: what is found on the screen, in the same order. */
function printed(table, holder, columns, whole) {
  let paper = null;
  addEventListener("beforeprint", () => {
    const all = table.getData("active");
    const kept = whole ? all : all.slice(0, MOST_PRINTED);
    const cells = (row) => el("tr", {}, columns.map((each) => el("td", { class: each.cssClass }, each.show(row))));
    const head = columns.map((each) => el("th", { scope: "col", class: each.cssClass }, el("span", {}, each.heading)));
    paper?.remove();
    paper = el("div", { class: "paper" },
      el("table", {}, el("thead", {}, el("tr", {}, head)), el("tbody", {}, kept.map(cells))),
      all.length > kept.length ? el("p", { class: "soft" }, `and ${all.length - kept.length} more: what is searched and sorted on the screen is what is printed`) : null);
    holder.after(paper);
  });
  addEventListener("afterprint", () => paper?.remove());
}

/** One tab stop for the grid; arrows move over its headings and cells, as in a spreadsheet. */
function walk(table, holder, act) {
  let row = null; // the row, or null for the headings
  let at = 0;
  let marked = null;
  const fields = () => table.getColumns().filter((each) => each.isVisible());
  holder.tabIndex = 0;
  holder.querySelector(".tabulator-tableholder").tabIndex = -1;

  function mark(element) {
    if (marked) marked.classList.remove("at");
    marked = element;
    if (!element) return;
    element.id ||= `at-${Math.random().toString(36).slice(2)}`;
    element.classList.add("at");
    holder.setAttribute("aria-activedescendant", element.id);
    element.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
  }

  async function go(next, column) {
    const all = fields();
    at = Math.max(0, Math.min(column, all.length - 1));
    row = next;
    if (!row) return mark(all[at].getElement());
    if (!row.getElement().isConnected) await table.scrollToRow(row, "nearest", false);
    all[at].scrollTo?.("nearest", false)?.catch?.(() => {});
    mark(row.getCell(all[at].getField()).getElement());
  }

  function step(by) {
    const rows = table.getRows("active");
    if (!rows.length) return go(null, at);
    const now = row ? rows.indexOf(row) : -1;
    const next = now + by;
    return go(next < 0 ? null : rows[Math.min(next, rows.length - 1)], at);
  }

  function enter() {
    const column = fields()[at];
    if (row) return act?.(row.getData(), column.getField());
    const sorted = table.getSorters()[0];
    const down = sorted && sorted.field === column.getField() ? sorted.dir === "asc" : column.getDefinition().headerSortStartingDir === "desc";
    table.setSort(column.getField(), down ? "desc" : "asc");
  }

  const KEYS = {
    ArrowRight: () => go(row, at + 1), ArrowLeft: () => go(row, at - 1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
    PageDown: () => step(10), PageUp: () => step(-10), Home: () => go(row, 0), End: () => go(row, Infinity),
    Enter: enter, " ": enter,
  };
  holder.addEventListener("keydown", (event) => {
    if (event.target !== holder || event.altKey || event.metaKey) return;
    const rows = table.getRows("active");
    const far = event.ctrlKey && { Home: () => go(rows[0] ?? null, 0), End: () => go(rows.at(-1) ?? null, Infinity) }[event.key];
    const key = event.ctrlKey ? far : KEYS[event.key];
    if (!key) return;
    event.preventDefault();
    key();
  });
  holder.addEventListener("focus", () => {
    const rows = table.getRows("active");
    if (!row || !rows.includes(row)) go(rows[0] ?? null, at);
    else go(row, at);
  });
  table.on("cellClick", (event, cell) => {
    row = cell.getRow();
    at = Math.max(0, fields().findIndex((each) => each.getField() === cell.getField()));
    mark(cell.getElement());
    if (!event.target.closest("button, a, summary")) act?.(row.getData(), cell.getField());
  });
}
