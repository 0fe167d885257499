// Elements, made without any markup: a string becomes text, whatever is in it.

const data = JSON.parse(document.getElementById("overview").textContent);
const links = new Map(Object.entries(JSON.parse(document.getElementById("links").textContent)));

/** What controls or turns text around, as `visible` in gradus/pages/html.py has it; joiners part letters and stay. */
const ODD = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Zs}]/gu;
const FINE = " \u200c\u200d";

/** The text on one line, cut to `limit` characters, with every character in sight. */
function line(text, limit = 300) {
  const points = [...text.trim().replace(/\s+/gu, " ")];
  const cut = points.length > limit ? points.slice(0, limit - 1).join("") + "…" : points.join("");
  return cut.replace(ODD, (sign) => {
    if (FINE.includes(sign)) return sign;
    const code = sign.codePointAt(0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, "0")}` : code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
  });
}

/** An element with these attributes (`on…` are listeners) and pieces: elements, or strings as text. */
function el(tag, attributes = {}, ...pieces) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false || value === null) continue;
    if (typeof value === "function") made.addEventListener(name, value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...pieces.flat().filter((piece) => piece !== null && piece !== undefined && piece !== ""));
  return made;
}

function count(number, noun) {
  return number === 1 ? `1 ${noun}` : `${number.toLocaleString("en")} ${noun}s`;
}

/** Points without needless zeros: 7.25, 7. */
function points(number) {
  return String(Math.round(number * 1000) / 1000);
}

/** A share in percent that is never rounded up to all. */
function percent(share) {
  return `${Math.min(Math.floor(100 * share + 1e-9), share < 1 ? 99 : 100)} %`;
}
