/* How many lines of each part of the form say something, or need correcting: beside its heading and in the contents. */

import { say } from "./page.js";

const NOTHING = "word:nothing"; // the tick for the whole report: every line counts as reported

/** Count anew; `pieces` are those of the whole form. */
export function showCounts(pieces) {
  const isNil = pieces.some((piece) => piece.key === NOTHING && piece.isAnswered());
  document.querySelectorAll("[data-count]").forEach((place) => {
    const part = document.getElementById(place.getAttribute("data-count"));
    if (part) show(place, pieces.filter((piece) => part.contains(piece.element)), isNil);
  });
}

function show(place, pieces, isNil) {
  const wrong = pieces.filter((piece) => piece.isWrong).length;
  const some = pieces.filter((piece) => (isNil && piece.key.startsWith("line:")) || piece.isAnswered()).length;
  const link = place.closest("a"); // only the contents tell what is wrong
  const words = wrong && link ? say("wrong_here", { count: wrong })
    : say("some_of_all", { some: String(some), all: String(pieces.length) });
  if (link) link.classList.toggle("has-error", wrong > 0);
  if (place.textContent !== words) place.textContent = words;
}
