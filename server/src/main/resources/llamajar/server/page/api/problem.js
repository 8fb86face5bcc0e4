// What went wrong, in plain words.

export class Problem extends Error {
  /** @param status of HTTP; 0 if there was no answer */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export function networkProblem() {
  return new Problem(0, 'The server can’t be reached. Is it still running?');
}

/** The problem that a response tells of. */
export async function problemOf(response) {
  const text = await response.text().catch(() => '');
  return new Problem(response.status, describe(response.status, messageIn(text), response.headers.get('Retry-After')));
}

function describe(status, message, retryAfter) {
  switch (status) {
    case 401: return 'The server wants an API key.';
    case 403: return `The server does not let this page in: ${message}`;
    case 413: return `That is more than the server takes at once: ${message}`;
    case 503: return `The server is busy: ${message}.${retryAfter ? ` Try again in ${retryAfter} s.` : ''}`;
    default: return status < 500 ? `The server refused this: ${message}` : `The server failed: ${message}`;
  }
}

function messageIn(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return text.slice(0, 200) || 'it does not say why';
  }
}
