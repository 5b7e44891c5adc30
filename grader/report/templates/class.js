"use strict";
// Sorts and filters the tables that are there. Without it the page says the same, so nothing is made here but controls.

const MARKS = "!t×»½-·"; // worst first, as a column of tests is sorted

function keyOf(row, column, kind) {
  const cell = row.cells[column];
  if (!cell) return null; // one wide cell: no grade
  const text = (cell.dataset.key ?? cell.textContent).trim();
  if (kind === "mark") return MARKS.includes(text) && text ? MARKS.indexOf(text) : null;
  if (kind === "text") return text.toLowerCase() || null;
  if (kind === "last") return text ? 0 : 1;
  const number = parseFloat(text.replace(/,/g, ""));
  return Number.isNaN(number) ? null : number;
}

const words = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function sort(table, heading, up) {
  const { column, sort: kind } = heading.dataset;
  const body = table.tBodies[0];
  const keyed = Array.from(body.rows, (row) => [keyOf(row, column, kind), row]);
  keyed.sort(([one], [other]) => {
    if (one === null || other === null) return (one === null) - (other === null); // what has none is last either way
    const order = typeof one === "string" ? words.compare(one, other) : one - other;
    return up ? order : -order;
  });
  body.append(...keyed.map(([, row]) => row));
  for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", up ? "ascending" : "descending");
}

for (const table of document.querySelectorAll("table.sortable")) {
  for (const heading of table.tHead.querySelectorAll("[data-sort]")) {
    const label = heading.querySelector(".by");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "by";
    if (label.title) button.title = label.title;
    button.append(...label.childNodes);
    button.addEventListener("click", () => {
      const before = heading.getAttribute("aria-sort");
      sort(table, heading, before ? before === "descending" : heading.dataset.sort !== "down");
    });
    label.replaceWith(button);
  }
}

const COMPARED = { "<": (a, b) => a < b, "<=": (a, b) => a <= b, ">": (a, b) => a > b, ">=": (a, b) => a >= b, "=": (a, b) => a === b };

function holds(wish, { text, share }) {
  const found = /^(<=?|>=?|=)(\d+(?:[.,]\d+)?)%?$/.exec(wish);
  if (!found) return text.includes(wish);
  return share >= 0 && COMPARED[found[1]](share, parseFloat(found[2].replace(",", ".")));
}

for (const table of document.querySelectorAll("table[data-filter]")) {
  const field = document.getElementById(table.dataset.filter);
  const box = field.closest(".filter");
  const count = box.querySelector("output");
  const share = table.tHead.querySelector("[data-share]").dataset.column;
  const names = Array.from(table.tHead.querySelectorAll("[data-sort]"), (heading) => heading.textContent);
  const rows = Array.from(table.tBodies[0].rows, (row) => ({
    row,
    // "section:b": so that one column can be meant
    text: names.slice(0, table.dataset.words).map((name, column) => `${name}:${row.cells[column].textContent}`).join(" ").toLowerCase(),
    share: Math.round(parseFloat(row.cells[share].dataset.key) * 10) / 10, // as it is shown
  }));
  const filter = () => {
    const wishes = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const one of rows) {
      const fits = wishes.every((wish) => holds(wish, one));
      one.row.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown.toLocaleString("en")} of ${rows.length.toLocaleString("en")}`;
  };
  field.addEventListener("input", filter);
  box.hidden = false;
  filter();
}
