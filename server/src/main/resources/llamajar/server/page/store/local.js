// Small things that the browser keeps for this page: the key, the colours, the settings of the next conversation.

const PREFIX = 'llamajar.';

/** A value that was kept, or null. Browsers may refuse to keep anything; then there is nothing. */
export function recall(name) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? sessionStorage.getItem(PREFIX + name));
  } catch {
    return null;
  }
}

/** Keeps a value: for good, or until the tab is closed. Null forgets it. */
export function keep(name, value, forGood = true) {
  try {
    localStorage.removeItem(PREFIX + name);
    sessionStorage.removeItem(PREFIX + name);
    if (value !== null) {
      (forGood ? localStorage : sessionStorage).setItem(PREFIX + name, JSON.stringify(value));
    }
  } catch {
    // It holds until the page is loaded again.
  }
}
