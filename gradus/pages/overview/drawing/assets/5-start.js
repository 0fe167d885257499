for (const section of document.querySelectorAll("section[data-draw]")) sections[section.dataset.draw](section);

const toggle = document.getElementById("hide-names");
toggle.addEventListener("click", () => {
  hide(!hidden);
  toggle.setAttribute("aria-pressed", String(hidden));
});
// A list that is folded away is opened on paper.
let folded = [];
addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("section[data-draw] > details:not([open])")];
  for (const each of folded) each.open = true;
});
addEventListener("afterprint", () => folded.forEach((each) => (each.open = false)));

document.documentElement.dataset.ready = "true";
