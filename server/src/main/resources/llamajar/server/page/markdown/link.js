// Which addresses a link of a model's text may have.

const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

/** The address as the browser understands it, or null if it is relative or of another kind than http, https, mailto. */
export function safeAddress(address) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  return ALLOWED.has(url.protocol) ? url.href : null;
}
