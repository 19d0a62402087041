/* Breakdown grids add themselves up while one types: <output data-sum="row|col|all"> in the table. Under the table
   stands what the cells come to beside the typed total, unless the cells may overlap (`data-multiple`). */

import { fill, say, make } from "./page.js";

const MILLION = 1000000;

/** Return a typed number in millionths (0 where empty, NaN where unreadable): Khmer or Latin digits, 1,234.5. */
export function read(text) {
  const plain = text.replace(/[\u17e0-\u17e9]/g, (digit) => String(digit.charCodeAt(0) - 0x17e0))
    .replace(/[\s\u200b,]/g, "");
  if (!plain) return 0;
  return /^\d{1,9}(\.\d{1,6})?$/.test(plain) ? Math.round(Number(plain) * MILLION) : NaN;
}

/** Return millionths as 1,234.5; a dash where a cell cannot be read. */
export function write(millionths) {
  if (isNaN(millionths)) return "\u2013";
  const [whole, part] = String(millionths / MILLION).split(".");
  return whole.replace(/\B(?=(\d{3})+$)/g, ",") + (part ? "." + part : "");
}

const total = (cells) => cells.reduce((sum, cell) => sum + read(cell.value), 0);
const cellsIn = (place) => Array.from(place.querySelectorAll("input")).filter((cell) => cell.type !== "hidden");

/** Add up every grid in a part of the page. */
export function addUp(part) {
  part.querySelectorAll("table.breakdown-grid").forEach((table) => {
    table.querySelectorAll("output[data-sum]").forEach((output) => {
      output.textContent = write(total(summed(table, output)));
    });
    if (!table.hasAttribute("data-multiple")) compare(table);
  });
}

function summed(table, output) {
  const kind = output.getAttribute("data-sum");
  if (kind === "row") return cellsIn(output.closest("tr"));
  const all = cellsIn(table);
  if (kind === "all") return all;
  const column = output.closest("td, th").cellIndex;
  return all.filter((cell) => cell.closest("td, th").cellIndex === column);
}

function compare(table) {
  const piece = table.closest("[data-piece]");
  const whole = piece && piece.querySelector(`[name="${piece.getAttribute("data-piece")}|value"]`);
  if (!whole || whole.tagName !== "INPUT") return;
  let line = table.nextElementSibling;
  const isThere = line && line.hasAttribute("data-compare");
  const cells = cellsIn(table);
  if (!whole.value.trim() || !cells.some((cell) => cell.value.trim())) {
    if (isThere) line.remove();
    return;
  }
  if (!isThere) {
    line = make("p", { class: "compare", "data-compare": "" });
    table.after(line);
  }
  fill(line,
    make("span", {}, say("in_cells", { count: write(total(cells)) })), " ",
    make("span", {}, say("in_total", { count: write(read(whole.value)) })));
}
