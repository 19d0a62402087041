/* A piece of the form: a line, a text, an event, other work. Knows what is typed in it, what the server has, and shows
   where it stands: saved, only on this device, wrong, or changed by another person. */

import { action, clock, make, say } from "./page.js";
import { addUp } from "./sums.js";

/** Return typed fields as one text that is equal for equal content: an empty field is as good as none, and so is the
    answer *a number*, which is meant anyway. */
export function canonical(typed) {
  return JSON.stringify(Object.keys(typed).sort().map((field) => [field, said(typed, field)]).filter((pair) => pair[1]));
}

const said = (typed, field) => {
  const text = (typed[field] || "").trim() ? typed[field] : "";
  return field === "kind" && text === "number" ? "" : text;
};

/** Open whatever folds an element away. */
function unfold(element) {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

export class Piece {
  constructor(element) {
    this.element = element;
    this.key = element.getAttribute("data-piece");
    this.version = Number(element.getAttribute("data-version")) || 0;
    this.isDirty = false;
    this.since = 0; // when what is unsent was begun
    this.server = this.original(); // what the server has, as far as this page knows
    this.tried = []; // sent, but not answered yet
    this.conflict = null;
    this.refused = "";
    this.savedAt = element.getAttribute("data-saved") || "";
    this.isWrong = Boolean(element.querySelector("[data-problem].error-text"));
    this.name = this.named();
  }

  inputs() {
    return Array.from(this.element.querySelectorAll("input, select, textarea")).filter((input) =>
      input.name.startsWith(this.key + "|") && input.type !== "file" && this.fieldOf(input) !== "version");
  }

  fieldOf(input) {
    return input.name.slice(this.key.length + 1);
  }

  input(field) {
    return this.inputs().find((input) => this.fieldOf(input) === field);
  }

  /** Does it say anything? Which indicator a line is of says nothing yet. */
  isAnswered() {
    return canonical(Object.assign(this.typed(), { indicator: "" })) !== "[]";
  }

  /** What a form post would send of this piece, without the version. */
  typed() {
    return this.gathered((input) => input.checked, (input) => input.value);
  }

  /** The same as it came from the server, whatever the browser put back into the fields. */
  original() {
    return this.gathered((input) => input.defaultChecked, (input) => {
      if (input.tagName !== "SELECT") return input.defaultValue;
      const options = Array.from(input.options);
      const chosen = options.find((option) => option.defaultSelected) || options[0];
      return chosen ? chosen.value : "";
    });
  }

  gathered(isChecked, valueOf) {
    const typed = {};
    this.inputs().forEach((input) => {
      const isTick = input.type === "radio" || input.type === "checkbox";
      if (!isTick || isChecked(input)) typed[this.fieldOf(input)] = isTick ? input.value : valueOf(input);
    });
    return typed;
  }

  /** Put a text into the fields, and show what folds away where something is chosen in it. */
  put(typed) {
    this.inputs().forEach((input) => {
      const value = typed[this.fieldOf(input)] || "";
      if (input.type === "radio" || input.type === "checkbox") {
        input.checked = Boolean(value) && input.value === value;
      } else {
        input.value = value;
      }
      if (value && value !== "number") unfold(input);
    });
    addUp(this.element);
  }

  standsAt(version) {
    this.version = version;
    this.element.setAttribute("data-version", version);
    const hidden = this.element.querySelector(`[name="${this.key}|version"]`);
    if (hidden) hidden.value = version;
  }

  /** A typed number is a number: it takes back *nothing to report* and *no figure yet*. */
  chooseNumber(input) {
    if (!/^(value$|cell\.)/.test(this.fieldOf(input)) || !input.value.trim()) return;
    this.inputs().filter((other) => this.fieldOf(other) === "kind" && other.type === "radio").forEach((other) => {
      other.checked = other.value === "number";
    });
  }

  named() {
    const title = this.element.querySelector("legend, h3, .field-label") || this.element;
    return title.textContent.trim().replace(/\s+/g, " ").slice(0, 120);
  }

  nameOf(field) {
    const input = this.input(field);
    if (!input) return field;
    if (input.type === "radio") return say("answer");
    const label = input.getAttribute("aria-label") || (input.labels && input.labels[0] && input.labels[0].textContent);
    return (label || field).trim();
  }

  /** A value as a person reads it: the words of a choice, not its code. */
  valueOf(field, typed) {
    const value = typed[field];
    if (!value) return say("empty");
    const input = this.inputs().find((one) => this.fieldOf(one) === field && (one.type !== "radio" || one.value === value));
    if (input && input.tagName === "SELECT") {
      const option = Array.from(input.options).find((one) => one.value === value);
      return option ? option.textContent.trim() : value;
    }
    if (!input || (input.type !== "radio" && input.type !== "checkbox")) return value;
    const words = input.labels && input.labels[0] && (input.labels[0].querySelector("b") || input.labels[0]);
    return words ? words.textContent.trim() : value;
  }

  /** Show what the server says at fields: [{field, what, check}]; `check`: worth a look, not wrong. */
  showProblems(problems) {
    this.isWrong = problems.some((problem) => !problem.check);
    this.element.classList.toggle("has-error", this.isWrong);
    this.element.querySelectorAll("[data-problem]").forEach((old) => old.remove());
    this.inputs().forEach((input) => {
      if (!/-problem-/.test(input.getAttribute("aria-describedby"))) return;
      ["aria-invalid", "aria-describedby"].forEach((name) => input.removeAttribute(name));
      input.classList.remove("is-wrong");
    });
    problems.forEach((problem, index) => this.showProblem(problem, `${this.key}-problem-${index}`));
  }

  showProblem(problem, id) {
    const look = problem.check ? "check" : "error-text";
    const text = make("span", { class: look, "data-problem": problem.field || "", id }, problem.what);
    const input = this.input(problem.field || "");
    if (input) unfold(input);
    if (!input) {
      const title = this.element.querySelector("legend, h3");
      return title ? title.after(text) : this.element.prepend(text);
    }
    if (!problem.check) input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", id);
    input.classList.toggle("is-wrong", !problem.check);
    const before = input.closest("table") || (input.labels && input.labels[0]) || input;
    return (before.parentElement.classList.contains("row") ? before.parentElement : before).before(text);
  }

  /** Show where the piece stands. `isKept`: the device could keep what is unsent. */
  show(isKept) {
    let line = this.element.querySelector("[data-line-state]");
    if (!line) {
      line = make("p", { class: "save-state", "data-line-state": "" });
      this.element.append(line);
    }
    const [look, words] = this.standing(isKept);
    line.hidden = !words;
    line.className = "save-state " + look;
    if (line.textContent !== words) line.textContent = words;
    this.showConflict(line);
  }

  standing(isKept) {
    if (this.conflict) {
      const values = { author: this.conflict.author || say("somebody"), time: this.conflict.time };
      return ["is-conflict", say(values.time ? "conflict" : "conflict_untimed", values)];
    }
    if (this.refused) return ["is-conflict", this.refused];
    if (this.isDirty) return ["is-on-device", say(isKept ? "on_device" : "nowhere", { time: clock(this.since) })];
    return this.savedAt ? ["is-saved", say("saved", { time: this.savedAt })] : ["", ""];
  }

  /** Both values side by side, and two buttons; built anew only where one of the texts changed. */
  showConflict(line) {
    const old = this.element.querySelector("[data-conflict]");
    if (this.conflict || this.refused) unfold(this.element);
    if (!this.conflict) return old && old.remove();
    const mine = this.typed();
    const state = canonical(mine) + this.conflict.version;
    if (old && old.getAttribute("data-conflict") === state) return null;
    const box = make("div", { "data-conflict": state });
    const theirs = this.conflict.typed;
    const all = Object.keys(Object.assign({}, mine, theirs));
    const fields = all.filter((field) => said(theirs, field) !== said(mine, field));
    fields.forEach((field) => box.append(make("p", { class: "compare" },
      make("span", {}, this.nameOf(field)),
      make("span", {}, say("theirs") + " ", make("b", {}, this.valueOf(field, theirs))),
      make("span", {}, say("mine") + " ", make("b", {}, this.valueOf(field, mine))))));
    box.append(make("p", { class: "row" },
      action(say("take_theirs"), () => this.choose("theirs")), action(say("keep_mine"), () => this.choose("mine"))));
    line.after(box);
    if (old) old.remove();
    return null;
  }

  /** Choose between the two texts of a conflict; the form listens for it. */
  choose(which) {
    const theirs = this.conflict;
    this.conflict = null;
    this.standsAt(theirs.version);
    this.server = theirs.typed;
    if (which === "theirs") {
      this.put(theirs.typed);
      this.showProblems(theirs.problems || []);
      this.savedAt = theirs.time;
    }
    const first = this.inputs().find((input) => input.offsetParent);
    if (first) first.focus();
    this.element.dispatchEvent(new CustomEvent("samaki:chosen", { bubbles: true, detail: this }));
  }
}
