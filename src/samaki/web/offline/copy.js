/* <button data-copy="message-3"> copies the text of the element with that id and says that it did. */

import { say, make } from "./page.js";

async function copy(target) {
  const text = "value" in target ? target.value : target.innerText.trim();
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (missingWithoutHttps) {
    const field = make("textarea", { readonly: "", class: "visually-hidden" });
    field.value = text;
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  const target = button && document.getElementById(button.getAttribute("data-copy"));
  if (!target) return;
  event.preventDefault();
  let said = button.nextElementSibling;
  if (!said || !said.hasAttribute("data-copied")) {
    said = make("span", { role: "status", class: "field-hint", "data-copied": "" });
    button.after(" ", said);
  }
  said.textContent = say((await copy(target)) ? "copied" : "not_copied");
  button.focus();
});
