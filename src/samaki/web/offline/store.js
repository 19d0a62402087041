/* What this device keeps until the server has it. Text lies in localStorage under
   samaki:<account>:<report>:<piece>, files in IndexedDB; each account sees and sends only its own.
   A kept piece is {typed, version, at, name, page, title, tried}: what was typed, on which version of the server, since
   when, and for people what it is called and where; `tried` is what was sent and never answered. */

const START = "samaki:";

function storage() {
  try {
    return window.localStorage;
  } catch (forbidden) {
    return null;
  }
}

/** Keep a piece; return whether the device could. */
export function keep(account, report, key, record) {
  try {
    storage().setItem(`${START}${account}:${report}:${key}`, JSON.stringify(record));
    return true;
  } catch (fullOrForbidden) {
    return false;
  }
}

/** Return what is kept of a piece, or null. */
export function kept(account, report, key) {
  try {
    return JSON.parse(storage().getItem(`${START}${account}:${report}:${key}`));
  } catch (unreadable) {
    return null;
  }
}

export function drop(account, report, key) {
  try {
    storage().removeItem(`${START}${account}:${report}:${key}`);
  } catch (forbidden) { /* then nothing was kept */ }
}

/** Return all pieces kept for an account, of one report or of all: [{report, key, record}]. */
export function allKept(account, report) {
  const start = `${START}${account}:${report ? report + ":" : ""}`;
  const found = [];
  try {
    Object.keys(storage()).filter((name) => name.startsWith(start)).sort().forEach((name) => {
      const [, , uid, ...key] = name.split(":");
      const record = kept(account, uid, key.join(":"));
      if (record && record.typed) found.push({ report: uid, key: key.join(":"), record });
    });
  } catch (forbidden) { /* then nothing was kept */ }
  return found;
}

/** Remove everything of an account from this device, and tell other pages that are open to keep no more. */
export async function wipe(account) {
  try {
    const own = `${START}${account}:`;
    storage().setItem(own + "out", String(Date.now()));
    Object.keys(storage()).filter((name) => name.startsWith(own)).forEach((name) => storage().removeItem(name));
  } catch (forbidden) { /* then nothing was kept */ }
  try {
    const files = await allFiles(account);
    await Promise.all(files.map((file) => dropFile(file.uid)));
  } catch (forbidden) { /* the same */ }
}

/** Call back when the account signs out in another page of this browser. */
export function onSignOut(account, callback) {
  window.addEventListener("storage", (event) => {
    if (event.key === `${START}${account}:out` && event.newValue) callback();
  });
}

/* Files: {uid, account, report, line, name, type, blob, at, page, title}. Each function rejects where IndexedDB is
   missing, forbidden or full. */

function inFiles(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("samaki", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("files", { keyPath: "uid" });
    opening.onerror = opening.onblocked = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction("files", mode);
      const asked = work(transaction.objectStore("files"));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(asked.result);
      };
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    };
  });
}

export const keepFile = (file) => inFiles("readwrite", (files) => files.put(file));
export const dropFile = (uid) => inFiles("readwrite", (files) => files.delete(uid));

/** Return the files of an account that wait, of one report or of all, oldest first. */
export async function allFiles(account, report) {
  const files = await inFiles("readonly", (all) => all.getAll());
  return files
    .filter((file) => file.account === account && (!report || file.report === report))
    .sort((one, other) => one.at - other.at);
}
