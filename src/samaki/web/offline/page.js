/* What every module needs of the page: its sentences in the reader's language, and a short way to make elements.
   Sentences come from the server in <template data-words>: <p data-word="saved">Saved at {time}</p>. */

const sentences = {};
document.querySelectorAll("template[data-words]").forEach((template) => {
  template.content.querySelectorAll("[data-word]").forEach((word) => {
    sentences[word.getAttribute("data-word")] = word.textContent.trim();
  });
});

/** Return a sentence with its values; of `name_one` and `name` the one that fits `values.count`.
    Counts and hours stand in Khmer digits in a Khmer sentence; what is already text (a figure, a name) stays as it is. */
export function say(name, values) {
  const chosen = values && values.count === 1 && sentences[name + "_one"] ? name + "_one" : name;
  return (sentences[chosen] || chosen).replace(/\{(\w+)\}/g, (whole, value) => {
    if (!values || !(value in values)) return whole;
    return value === "time" || typeof values[value] === "number" ? inSentence(values[value]) : String(values[value]);
  });
}

function inSentence(number) {
  if (document.documentElement.lang !== "km") return String(number);
  return String(number).replace(/\d/g, (digit) => String.fromCharCode(0x17e0 + Number(digit)));
}

/** Make an element: make("p", {class: "row"}, "text", another). */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  Object.keys(attributes || {}).forEach((name) => element.setAttribute(name, attributes[name]));
  children.forEach((child) => child && element.append(child));
  return element;
}

/** Put these, and nothing else, into an element. */
export function fill(element, ...children) {
  element.textContent = "";
  element.append(...children.filter(Boolean));
}

/** Make a button that is only words. */
export function action(words, act) {
  const button = make("button", { type: "button", class: "quiet-action" }, words);
  button.addEventListener("click", act);
  return button;
}

/** Return hh:mm of an instant of this device (milliseconds). */
export function clock(instant) {
  const when = new Date(instant);
  return [when.getHours(), when.getMinutes()].map((part) => String(part).padStart(2, "0")).join(":");
}

/** Return hh:mm of the server's instant: ISO in the time zone of the installation, as all its pages show it. */
export function serverClock(instant) {
  return String(instant || "").slice(11, 16);
}

/** Return a random UUID; `crypto.randomUUID` is missing on older phones and without HTTPS. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
