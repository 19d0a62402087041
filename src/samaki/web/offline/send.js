/* The way to the server. Each answer comes back as one of these, never as an exception:
   {kind: "answered", body}      saved, wrong or changed by another person, piece by piece
   {kind: "offline"}             nothing came through
   {kind: "failed"}              the server, or something on the way, did not answer as it should: try again
   {kind: "ended", problem, signIn}   nobody, or somebody else, is signed in
   {kind: "closed", problem}     the report is no draft any more
   {kind: "refused", problem, whole}  not taken; `whole`: whatever else is sent, too (a right ended, the page is old) */

import { say } from "./page.js";

const PATIENCE = 30000;

/** Return the token against forged requests: of the cookie, for signing in again gives a new one. */
export function token(form) {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
  const field = form.querySelector("[name=csrfmiddlewaretoken]");
  return cookie ? cookie[1] : field ? field.value : "";
}

export function headers(form) {
  return {
    Accept: "application/json",
    "X-CSRFToken": token(form),
    "X-Samaki-Account": form.getAttribute("data-account"),
  };
}

/** Send changes: [{key, version, typed}]. `last`: the page is being left, the request must outlive it. */
export async function send(form, changes, last) {
  const control = "AbortController" in window ? new AbortController() : null;
  const limit = control && setTimeout(() => control.abort(), PATIENCE);
  try {
    const answer = await fetch(form.getAttribute("data-save"), {
      method: "POST",
      credentials: "same-origin",
      headers: Object.assign({ "Content-Type": "application/json" }, headers(form)),
      body: JSON.stringify({ changes }),
      keepalive: Boolean(last),
      signal: control ? control.signal : undefined,
    });
    return understood(answer.status, await answer.text());
  } catch (noAnswer) {
    return { kind: "offline" };
  } finally {
    clearTimeout(limit);
  }
}

/** Say what an answer means. */
export function understood(status, text) {
  let body = null;
  try {
    body = JSON.parse(text);
  } catch (notOurs) { /* a page of the server, or of a network that wants a sign-in of its own */ }
  if (status === 403 && !body) return { kind: "refused", whole: true, problem: say("too_old") };
  if (!body) return { kind: status === 413 ? "refused" : "failed", problem: say("too_large") };
  if (status === 401) return { kind: "ended", problem: body.problem, signIn: body.sign_in };
  const problem = (body.problems || []).map((one) => [one.what, one.mend].filter(Boolean).join(" ")).join(" ");
  if (status === 410) return { kind: "closed", problem };
  if (status === 403 || status === 404) return { kind: "refused", whole: true, problem };
  if (status < 300 || (status === 409 && body.results)) return { kind: "answered", body };
  if (status === 400 || status === 409 || status === 413 || status === 422) return { kind: "refused", problem };
  return { kind: "failed" };
}
