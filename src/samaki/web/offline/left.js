/* Text that this device kept and that has no place in the form any more: shown, until its writer takes it away. */

import { action, fill, make, say } from "./page.js";
import { drop } from "./store.js";

/** Show what is left before an element of the page: [{report, key, record}]. */
export function showLeft(account, left, before) {
  if (!left.length) return;
  const box = make("section", { class: "notice", "data-left": "" });
  fill(box, make("h2", {}, say("left")), ...left.map(({ report, key, record }) => {
    const text = Object.keys(record.typed).map((field) => record.typed[field]).filter(Boolean).join(" · ");
    const line = make("p", {}, make("b", {}, record.name || key), " ", text, " ");
    line.append(action(say("forget"), () => {
      drop(account, report, key);
      line.remove();
      if (!box.querySelector("p")) box.remove();
    }));
    return line;
  }));
  before.before(box);
}
