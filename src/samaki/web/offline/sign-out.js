/* Signing out takes everything of the account off this device. What was never sent is named first. */

import { fill, make, say } from "./page.js";
import { allFiles, allKept, wipe } from "./store.js";

async function begin(form) {
  const account = form.getAttribute("data-sign-out");
  const files = await allFiles(account).catch(() => []);
  const unsent = allKept(account).map(({ record }) => record).concat(files);
  if (unsent.length) warn(form, unsent);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    await wipe(account);
    HTMLFormElement.prototype.submit.call(form);
  });
}

function warn(form, unsent) {
  const reports = {};
  unsent.forEach((one) => {
    reports[one.page] = (reports[one.page] || []).concat(one);
  });
  const box = make("div", { class: "notice is-error", role: "alert" });
  fill(box, make("h2", {}, say("unsent", { count: unsent.length })), make("p", {}, say("unsent_lost")),
    ...Object.keys(reports).map((page) => {
      const names = reports[page].map((one) => one.name).join("; ");
      return make("p", {}, make("a", { href: page }, reports[page][0].title), ": ", names);
    }));
  form.before(box);
}

const form = document.querySelector("form[data-sign-out]");
if (form) begin(form);
