/* What this device kept and what has no place in the form any more: shown, until its writer takes it away. */

import { action, make, say } from "./page.js";
import { allFiles, allKept, drop, dropFile } from "./store.js";

/** Show what is left before an element of the page: pieces {report, key, record}, and files. */
export function showLeft(account, left, before, files) {
  if (!left.length && !(files && files.length)) return;
  const box = make("section", { class: "notice", "data-left": "" }, make("h2", {}, say("left")));
  const add = (name, text, forget) => {
    const line = make("p", {}, make("b", {}, name), " ", text, " ");
    line.append(action(say("forget"), () => {
      forget();
      line.remove();
      if (!box.querySelector("p")) box.remove();
    }));
    box.append(line);
  };
  left.forEach(({ report, key, record }) => {
    const text = Object.keys(record.typed).map((field) => record.typed[field]).filter(Boolean).join(" · ");
    add(record.name || key, text, () => drop(account, report, key));
  });
  (files || []).forEach((file) => add(file.name, "", () => dropFile(file.uid)));
  before.before(box);
}

/** On the page of a report that is no form: show everything this device still has of it. */
export async function showAllLeft(page) {
  const account = page.getAttribute("data-account");
  const report = page.getAttribute("data-report");
  showLeft(account, allKept(account, report), page, await allFiles(account, report).catch(() => []));
}
