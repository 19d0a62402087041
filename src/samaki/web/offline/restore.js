/* A form opens again: what this device kept goes back into its fields, and never over what somebody saved meanwhile. */

import { canonical } from "./piece.js";
import { allKept, drop } from "./store.js";
import { showLeft } from "./left.js";

/** Put back everything kept of a form's report; then take up what was typed before the script had arrived. */
export function restore(form) {
  const left = [];
  allKept(form.account, form.report).forEach(({ key, record }) => {
    const piece = form.pieces.find((one) => one.key === key) || remade(form, key, record);
    if (piece) putBack(form, piece, record);
    else left.push({ report: form.report, key, record });
  });
  showLeft(form.account, left, form.form);
  form.pieces
    .filter((piece) => !piece.isDirty && !piece.conflict && canonical(piece.typed()) !== canonical(piece.server))
    .forEach((piece) => form.isTyped(piece));
}

/** Make a new piece again that was typed, but never sent. */
function remade(form, key, record) {
  const [kind, uid] = [key.slice(0, key.indexOf(":")), key.slice(key.indexOf(":") + 1)];
  return form.add(`${kind}:${record.typed.indicator}`, uid) || (kind === "word" ? null : form.add(kind, uid));
}

function putBack(form, piece, record) {
  if (canonical(record.typed) === canonical(piece.server)) return drop(form.account, form.report, piece.key);
  const isOurs = (record.tried || []).includes(canonical(piece.server)); // it arrived, only the answer got lost
  piece.put(record.typed);
  Object.assign(piece, { isDirty: true, since: record.at, tried: isOurs ? [] : record.tried || [] });
  if (record.version !== piece.version && !isOurs) {
    const author = piece.element.getAttribute("data-author");
    piece.conflict = { version: piece.version, typed: piece.server, author, time: piece.savedAt };
    piece.version = record.version;
  }
  return form.keep(piece);
}
