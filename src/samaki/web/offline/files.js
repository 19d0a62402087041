/* Files and photographs go to the server as soon as they are chosen; without a line they wait on this device.
   A file has a uid from the moment it is chosen, so that sent twice it is there once. */

import { action, clock, fill, make, say, serverClock, uuid } from "./page.js";
import { headers, understood } from "./send.js";
import { allFiles, dropFile, keepFile } from "./store.js";

const LARGEST = 10 * 1024 * 1024; // the server refuses more, too
const LARGE_PHOTO = 2 * 1024 * 1024;
const LONGEST_EDGE = 2000; // pixels: a list of attendance photographed whole can still be read

export class Files {
  /** `changed` is called whenever something waits or has arrived; `trouble` with an answer that stops the sending, with
      null when something came through. */
  constructor(form, changed, trouble) {
    Object.assign(this, { form, changed, trouble, waiting: [], unkept: 0, isSending: false });
    this.account = form.getAttribute("data-account");
    this.report = form.getAttribute("data-report");
    form.addEventListener("change", (event) => this.chosen(event.target));
  }

  /** Take up what waited on this device when the page was left. */
  async restore() {
    try {
      (await allFiles(this.account, this.report)).forEach((file) => this.add(file));
    } catch (nothingKept) { /* a private window: there is nothing */ }
    return this.flush();
  }

  async chosen(input) {
    if (input.type !== "file" || !this.form.hasAttribute("data-files")) return;
    const files = Array.from(input.files);
    const piece = input.closest("[data-piece]");
    const line = input.getAttribute("data-line") || (piece && piece.getAttribute("data-piece")) || "";
    const accept = input.accept;
    input.value = ""; // it goes from here, not with the form
    for (const file of files) await this.take(file, accept, line);
    this.flush();
  }

  async take(chosen, accept, line) {
    if (!isAccepted(chosen, accept)) return this.say(line, say("wrong_type", { name: chosen.name }));
    const [blob, name] = await smaller(chosen);
    if (blob.size > LARGEST) return this.say(line, say("too_large_file", { name: chosen.name }));
    const file = { uid: uuid(), account: this.account, report: this.report, line, name, type: blob.type, blob,
      at: Date.now(), page: location.pathname, title: document.title };
    try {
      await keepFile(file);
    } catch (fullOrForbidden) {
      file.isUnkept = true;
      this.unkept += 1;
    }
    return this.add(file);
  }

  add(file) {
    if (this.waiting.some((one) => one.uid === file.uid)) return;
    file.state = make("small", { class: "save-state is-on-device" });
    file.row = make("li", { "data-file": file.uid },
      make("span", {}, file.name), make("span", {}, sizeOf(file.blob.size)), file.state);
    this.list(file.line).append(file.row);
    this.waiting.push(file);
    this.stands(file);
    this.changed();
  }

  stands(file) {
    fill(file.state, say(file.isUnkept ? "file_nowhere" : "file_waits", { time: clock(file.at) }) + " ",
      action(say("take_out"), () => this.forget(file, true)));
  }

  /** The list beside the line, else that of the report. */
  list(line) {
    const piece = line && this.form.querySelector(`[data-piece="${CSS.escape(line)}"]`);
    const list = (piece && piece.querySelector("[data-file-list]")) || document.querySelector("[data-file-list]");
    if (list) return list;
    const made = make("ul", { class: "evidence-list", "data-file-list": "" });
    (piece || this.form).append(made);
    return made;
  }

  /** Say what became of a file that was not taken. */
  say(line, words) {
    const row = make("li", {}, make("span", { class: "error-text", role: "alert" }, words));
    row.append(action(say("understood"), () => row.remove()));
    this.list(line).append(row);
  }

  async forget(file, withRow) {
    this.waiting = this.waiting.filter((one) => one !== file);
    if (withRow) file.row.remove();
    if (file.isUnkept) this.unkept -= 1;
    await dropFile(file.uid).catch(() => null);
    this.changed();
  }

  /** Send what waits, one after another; stop where nothing comes through. */
  async flush() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      while (this.waiting.length && (await this.sendFirst()));
    } finally {
      this.isSending = false;
      this.changed();
    }
  }

  async sendFirst() {
    const file = this.waiting[0];
    const answer = await this.upload(file);
    if (answer.kind === "answered") {
      fill(file.state, say("saved", { time: serverClock(answer.body.saved) }));
      file.state.className = "save-state is-saved";
      this.trouble(null);
      await this.forget(file, false);
    } else if (answer.kind === "refused" && !answer.whole) {
      this.say(file.line, `${file.name}: ${answer.problem}`);
      await this.forget(file, true);
    } else {
      this.stands(file);
      this.trouble(answer);
      return false;
    }
    return true;
  }

  upload(file) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest(); // fetch cannot say how much has gone
      request.open("POST", this.form.getAttribute("data-files"));
      const own = headers(this.form);
      Object.keys(own).forEach((name) => request.setRequestHeader(name, own[name]));
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) {
          fill(file.state, say("file_goes", { percent: Math.floor((100 * event.loaded) / event.total) }));
        }
      };
      request.onload = () => resolve(understood(request.status, request.responseText));
      request.onerror = request.onabort = request.ontimeout = () => resolve({ kind: "offline" });
      const sent = new FormData();
      sent.append("uid", file.uid);
      sent.append("line", file.line);
      sent.append("file", file.blob, file.name);
      request.send(sent);
    });
  }
}

/** Does a file fit `accept` of its field: endings, types, or types with a star? */
function isAccepted(file, accept) {
  const wanted = accept.toLowerCase().split(",").map((one) => one.trim()).filter(Boolean);
  return !wanted.length || wanted.some((one) =>
    one.startsWith(".") ? file.name.toLowerCase().endsWith(one)
      : one.endsWith("/*") ? file.type.startsWith(one.slice(0, -1)) : file.type === one);
}

/** Return a large photograph made smaller, with its name; anything else, or what cannot be made smaller, as it is. */
async function smaller(file) {
  const asItIs = [file, file.name];
  if (file.size <= LARGE_PHOTO || !/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type)) return asItIs;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_EDGE / Math.max(image.width, image.height));
    const canvas = make("canvas", { width: Math.round(image.width * scale), height: Math.round(image.height * scale) });
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff"; // a transparent picture would turn black
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(image, 0, 0, canvas.width, canvas.height);
    const made = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85));
    return made && made.size < file.size ? [made, file.name.replace(/(\.\w+)?$/, ".jpg")] : asItIs;
  } catch (unreadable) {
    return asItIs;
  }
}

function sizeOf(bytes) {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
