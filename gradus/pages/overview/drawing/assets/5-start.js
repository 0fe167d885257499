for (const section of document.querySelectorAll("section[data-draw]")) sections[section.dataset.draw](section);

const toggle = document.getElementById("hide-names");
toggle.addEventListener("click", () => {
  hide(!hidden);
  toggle.setAttribute("aria-pressed", String(hidden));
});
document.documentElement.dataset.ready = "true";
