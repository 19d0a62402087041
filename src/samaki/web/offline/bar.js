/* The bar at the foot of a report's form: one sentence that says where everything stands, and the submit button's words.
   What hinders most comes first. */

import { clock, fill, make, say } from "./page.js";

/** Show the state of a form: `form.js` says what it consists of. */
export function showBar(state) {
  if (!state.quiet) state.quiet = asServed();
  const [look, ...words] = standing(state);
  const bar = document.querySelector("[data-state]");
  if (bar) {
    const line = make("span");
    fill(line, ...words);
    bar.className = "save-state " + look;
    bar.setAttribute("data-ready", ""); // from now on what is typed is kept
    if (bar.innerHTML !== line.outerHTML) fill(bar, line); // else it would be read out again and again
  }
  document.querySelectorAll("[data-submit]").forEach((button) => showButton(state, button));
}

/** Does what was pressed wait for something that may take long: the line, or a photograph? */
export function isHeldUp(state) {
  return Boolean(state.trouble || state.files.isSending);
}

/** What the server said when it made the page: so long as nothing happens it still holds. */
function asServed() {
  const bar = document.querySelector("[data-state]");
  return bar ? [bar.className.replace("save-state", "").trim(), bar.textContent.trim()] : ["", ""];
}

function showButton(state, button) {
  if (!button.hasAttribute("data-words")) button.setAttribute("data-words", button.textContent.trim());
  const isCut = state.trouble && /offline|failed/.test(state.trouble.kind) && state.count();
  const waits = state.waits === button && isHeldUp(state);
  const words = waits ? say("submit_waits") : isCut ? say("submit_later") : button.getAttribute("data-words");
  if (button.textContent !== words) button.textContent = words;
}

/** Return the look of the bar, then its words. */
function standing(state) {
  const trouble = state.trouble && state.trouble.kind;
  const notSent = state.count() ? say("not_sent", { count: state.count(), time: clock(since(state)) }) + " " : "";
  if (trouble === "ended") return ["is-conflict", notSent, state.trouble.problem + " ", door(state)];
  if (trouble === "closed" || trouble === "refused") {
    return ["is-conflict", notSent, state.trouble.problem + " ", make("a", { href: state.page }, say("load_again"))];
  }
  const clashes = state.pieces.filter((piece) => piece.conflict || piece.refused);
  if (clashes.length) return ["is-conflict", linkTo(clashes[0], say("to_choose", { count: clashes.length }))];
  if (state.unsaved()) return ["is-conflict", notSent, say("keeps_nothing")];
  if (trouble) {
    const why = say(trouble === "offline" ? "no_line" : "server_failed");
    // On a phone the words of the button say it already.
    return ["is-on-device", notSent, notSent ? make("span", { class: "wide-only" }, why) : why];
  }
  if (state.isSending || state.files.isSending) return ["is-on-device", say("saving")];
  if (notSent) return ["is-on-device", notSent];
  if (!state.savedAt && !state.pieces.some((piece) => piece.isWrong)) return state.quiet;
  const saved = state.savedAt ? say("saved", { time: state.savedAt }) : "";
  const wrong = state.pieces.filter((piece) => piece.isWrong);
  return wrong.length
    ? ["is-saved", saved + " ", linkTo(wrong[0], say("to_correct", { count: wrong.length }))]
    : ["is-saved", saved];
}

const since = (state) =>
  Math.min(...state.unsent().map((piece) => piece.since), ...state.files.waiting.map((file) => file.at));

function linkTo(piece, words) {
  const first = piece.inputs()[0];
  if (first && !first.id) first.id = piece.key;
  return make("a", { href: "#" + (first ? first.id : "") }, words);
}

function door(state) {
  if (!state.trouble.signIn) return null;
  return make("a", { href: `${state.trouble.signIn}?next=${encodeURIComponent(state.page)}` }, say("sign_in"));
}
