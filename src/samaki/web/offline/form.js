/* A report's form: what one types is kept on this device at once and goes to the server a moment later; without a line
   it waits and goes when the line returns. Nothing is overwritten in silence, and one always sees what is saved. */

import { make, say, serverClock, uuid } from "./page.js";
import { isHeldUp, showBar } from "./bar.js";
import { canonical, Piece } from "./piece.js";
import { Files } from "./files.js";
import { restore } from "./restore.js";
import { copyGrids } from "./grids.js";
import { send, token } from "./send.js";
import { drop, keep, kept, onSignOut } from "./store.js";
import { showAllLeft } from "./left.js";
import { showCounts } from "./counts.js";
import { addUp } from "./sums.js";

const REST = 600; // ms without typing before it is sent
const FIRST_PAUSE = 2000;
const LONGEST_PAUSE = 60000;
const AT_ONCE = 40; // pieces in one request

class ReportForm {
  constructor(form) {
    this.form = form;
    this.account = form.getAttribute("data-account");
    this.report = form.getAttribute("data-report");
    this.page = form.getAttribute("data-save").replace(/save\/$/, "");
    this.pieces = Array.from(form.querySelectorAll("[data-piece]")).map((element) => new Piece(element));
    this.trouble = null; // the last answer, where it was none
    this.isUnkept = false; // the device keeps nothing
    this.isSignedOut = false; // in another page: nothing may be kept any more
    this.oneByOne = false; // after a refusal: find the piece that is refused
    this.pause = FIRST_PAUSE;
    this.waits = null; // the button that was pressed and waits
    this.savedAt = ""; // hh:mm of the last save from this page
    this.files = new Files(form, () => this.filesChanged(), (answer) => this.stop(answer));
    this.listen();
    addUp(form);
    restore(this);
    this.files.restore();
    this.render();
    this.flush();
  }

  listen() {
    ["input", "change"].forEach((kind) => this.form.addEventListener(kind, (event) => this.typedIn(event.target)));
    this.form.addEventListener("samaki:chosen", (event) => this.chosen(event.detail));
    this.form.addEventListener("click", (event) => this.clicked(event));
    this.form.addEventListener("keydown", (event) => this.pressed(event));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button, input[type=submit]");
      if (button && button.form === this.form) this.button = button; // for browsers that do not say which it was
    }, true);
    window.addEventListener("online", () => this.again());
    window.addEventListener("pageshow", () => { this.isPassing = false; });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.again();
      else this.flush({ last: true });
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.isPassing || !this.unsaved()) return;
      event.preventDefault();
      event.returnValue = "";
    });
    onSignOut(this.account, () => {
      this.isSignedOut = true;
      this.stop({ kind: "ended", problem: say("signed_out") });
    });
  }

  /* Typing */

  typedIn(input) {
    const piece = this.pieces.find((one) => one.element.contains(input));
    if (!piece || !piece.inputs().includes(input)) return;
    piece.chooseNumber(input);
    addUp(piece.element);
    this.waits = null;
    piece.refused = "";
    if (!piece.tried.length && !piece.conflict && canonical(piece.typed()) === canonical(piece.server)) this.isSaved(piece);
    else this.isTyped(piece);
    this.later(REST);
  }

  isTyped(piece) {
    piece.isDirty = true;
    piece.since = piece.since || Date.now();
    this.keep(piece);
    this.render();
  }

  isSaved(piece) {
    piece.isDirty = false;
    piece.since = 0;
    drop(this.account, this.report, piece.key);
    this.render();
  }

  keep(piece) {
    const { typed, version, since: at, name, tried } = Object.assign({}, piece, { typed: piece.typed() });
    const record = { typed, version, at, name, tried, page: this.page, title: document.title };
    this.isUnkept = this.isSignedOut || !keep(this.account, this.report, piece.key, record);
  }

  chosen(piece) {
    if (canonical(piece.typed()) === canonical(piece.server)) this.isSaved(piece);
    else this.isTyped(piece);
    addUp(piece.element);
    this.again();
  }

  clicked(event) {
    const button = event.target.closest("[data-add]");
    const piece = button && this.add(button.getAttribute("data-add"), uuid());
    if (!piece) return;
    event.preventDefault();
    const first = piece.inputs().find((input) => input.type !== "hidden");
    if (first) first.focus();
  }

  /** Make a new piece from its template. */
  add(kind, uid) {
    const template = document.querySelector(`template[data-new="${CSS.escape(kind)}"]`);
    if (!template) return null;
    const made = make("template");
    made.innerHTML = template.innerHTML.replace(/__uid__/g, uid);
    const element = made.content.querySelector("[data-piece]");
    copyGrids(this.form, kind, element);
    template.before(made.content);
    const piece = new Piece(element);
    this.pieces.push(piece);
    return piece;
  }

  /** Enter in a field goes on to the next one: it must not submit a report. */
  pressed(event) {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || /submit|button|file/.test(event.target.type)) return;
    event.preventDefault();
    const all = Array.from(this.form.elements).filter((one) => one.offsetParent && !one.disabled && one.type !== "hidden");
    const next = all[all.indexOf(event.target) + 1];
    if (next) next.focus();
    this.flush();
  }

  /* To the server and back */

  unsent() {
    return this.pieces.filter((piece) => piece.isDirty);
  }

  due() {
    return this.unsent().filter((piece) => !piece.conflict && !piece.refused);
  }

  /** Is there anything that would be lost with this page? */
  unsaved() {
    return Boolean((this.isUnkept && this.unsent().length) || this.files.unkept);
  }

  later(pause) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), pause);
  }

  /** Try again, now: the line returned, somebody looks at the page again, something was chosen. */
  again() {
    if (this.trouble && this.trouble.kind === "closed") return;
    this.pause = FIRST_PAUSE;
    this.flush();
    this.files.flush();
  }

  /** Send what is due, one request at a time. `ask`: even where nothing is, to hear whether one may go on. */
  async flush(how) {
    const { ask, last } = how || {};
    clearTimeout(this.timer);
    if (this.isSending || (this.trouble && this.trouble.kind === "closed")) return this.isSending;
    if (!ask && !this.due().length) return null;
    this.isSending = this.sendAll(last);
    this.render();
    try {
      await this.isSending;
    } finally {
      this.isSending = null;
      this.render();
    }
    if (!this.trouble) this.files.flush();
    this.goOn();
    return null;
  }

  filesChanged() {
    this.render();
    this.goOn();
  }

  async sendAll(last) {
    do {
      const due = this.due().slice(0, this.oneByOne ? 1 : AT_ONCE);
      const sent = due.map((piece) => this.departing(piece));
      const answer = await send(this.form, sent, last);
      if (answer.kind === "answered") this.settle(due, sent, answer.body.results || []);
      else if (answer.kind === "refused" && !answer.whole && due.length > 1) this.oneByOne = true;
      else if (answer.kind === "refused" && !answer.whole && due.length) due[0].refused = answer.problem;
      else return this.stop(answer);
      this.stop(null);
    } while (this.due().length);
    this.oneByOne = false;
    return null;
  }

  departing(piece) {
    const typed = piece.typed();
    piece.tried = piece.tried.filter((text) => text !== canonical(typed)).concat(canonical(typed)).slice(-5);
    this.keep(piece);
    return { key: piece.key, version: piece.version, typed };
  }

  settle(due, sent, results) {
    due.forEach((piece, index) => {
      const result = results.find((one) => one.key === piece.key);
      if (!result) piece.refused = say("too_old");
      else if (result.status === "conflict") this.clash(piece, result);
      else this.arrived(piece, sent[index].typed, result);
    });
  }

  arrived(piece, sent, result) {
    piece.standsAt(result.version);
    this.savedAt = serverClock(result.saved);
    Object.assign(piece, { server: sent, tried: [], savedAt: this.savedAt });
    piece.showProblems(result.problems || []);
    if (canonical(piece.typed()) !== canonical(sent)) return this.keep(piece);
    const record = kept(this.account, this.report, piece.key);
    // Another page of this browser may have kept a newer text of the same piece: that is for it to send.
    if (record && canonical(record.typed) !== canonical(sent)) return Object.assign(piece, { isDirty: false, since: 0 });
    return this.isSaved(piece);
  }

  clash(piece, theirs) {
    const text = canonical(theirs.typed);
    if (text === canonical(piece.typed())) return this.arrived(piece, theirs.typed, theirs);
    if (piece.tried.slice(0, -1).includes(text) && theirs.own !== false) {
      // What stands there is our own, whose answer got lost on the way: what was typed since goes on top of it.
      piece.standsAt(theirs.version);
      return Object.assign(piece, { server: theirs.typed, tried: [] });
    }
    piece.conflict = Object.assign({}, theirs, { time: serverClock(theirs.saved) });
    this.waits = null;
    return null;
  }

  /** Stop sending for a while, or for good; with null: something came through. */
  stop(answer) {
    this.trouble = answer;
    if (!answer) {
      this.pause = FIRST_PAUSE;
      return;
    }
    if (answer.kind === "offline" || answer.kind === "failed") {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => { this.flush({ ask: Boolean(this.waits) }); this.files.flush(); }, this.pause);
      this.pause = Math.min(this.pause * 2, LONGEST_PAUSE);
    } else {
      this.waits = null;
    }
    this.render();
  }

  /* Submitting */

  submitted(event) {
    if (this.isPassing) return;
    const button = event.submitter || this.button || this.form.querySelector("[type=submit]");
    event.preventDefault();
    if (this.waits === button) {
      if (!isHeldUp(this)) return; // pressed twice: it is on its way
      this.waits = null; // pressed again while it waits: not now, then
      this.render();
      return;
    }
    const address = (button && button.getAttribute("formaction")) || this.form.getAttribute("action");
    this.waits = address === this.form.getAttribute("data-save") ? null : button;
    this.flush({ ask: true });
    this.files.flush();
  }

  /** Let the button that waits do what it says, once everything is saved; where a person must choose first, say so. */
  goOn() {
    if (!this.waits || this.trouble || this.isSending || this.files.isSending) return;
    // Only a report that is submitted must be whole; what else leaves the page finds its text on the device again.
    const clash = this.waits.hasAttribute("data-submit") && this.pieces.find((piece) => piece.conflict || piece.refused);
    if (!clash && (this.due().length || this.files.waiting.length)) return;
    const button = this.waits;
    this.waits = null;
    this.render();
    if (clash) {
      clash.element.scrollIntoView({ block: "center" });
      return;
    }
    const field = this.form.querySelector("[name=csrfmiddlewaretoken]");
    if (field) field.value = token(this.form);
    this.isPassing = true;
    setTimeout(() => button.click()); // not inside the event by which it was pressed: browsers forbid that
  }

  render() {
    this.pieces.forEach((piece) => piece.show(!this.isUnkept));
    showBar(this);
    showCounts(this.pieces);
  }

  /** How much is not sent yet. */
  count() {
    return this.unsent().length + this.files.waiting.length;
  }
}

const form = document.querySelector("form[data-save]");
const page = document.querySelector("[data-report][data-account]");
if (form) new ReportForm(form);
// A page of a report that is no form any more: what was typed here and never sent is still shown.
else if (page) showAllLeft(page);
