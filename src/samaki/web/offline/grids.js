/* A line that is added for another place or event gets the breakdown grids of the indicator's own line, empty. */

/** Copy the grids of the line with this key, where the form has it, into the element of another piece. */
export function copyGrids(form, own, to) {
  const from = form.querySelector(`[data-piece="${CSS.escape(own)}"]`);
  if (!from) return;
  const [old, key] = [from, to].map((element) => element.getAttribute("data-piece") + "|");
  Array.from(from.querySelectorAll("details")).filter((fold) => fold.querySelector(".breakdown-grid")).forEach((fold) => {
    const copy = fold.cloneNode(true);
    copy.querySelectorAll("[data-problem], [data-compare]").forEach((said) => said.remove());
    copy.querySelectorAll("input").forEach((input) => {
      ["id", "value", "class", "aria-invalid", "aria-describedby"].forEach((name) => input.removeAttribute(name));
      input.name = input.name.replace(old, key);
      input.value = "";
    });
    to.append(copy);
  });
}
