// What went wrong, in plain words.

export class Problem extends Error {
  /**
   * @param status of HTTP; 0 if there was no answer
   * @param again whether it makes sense to try the same again
   */
  constructor(status, message, again) {
    super(message);
    this.status = status;
    this.again = again;
  }
}

export function networkProblem() {
  return new Problem(0, 'The server can’t be reached. Is it still running?', true);
}

/** The problem that a response tells of. */
export async function problemOf(response) {
  const text = await response.text().catch(() => '');
  return describe(response.status, messageIn(text), response.headers.get('Retry-After'));
}

export function describe(status, message, retryAfter) {
  switch (status) {
    case 401: return new Problem(status, 'The server wants an API key.', true);
    case 403: return new Problem(status, `The server does not let this page in: ${message}`, false);
    case 413: return new Problem(status, `That is more than the server takes at once: ${message}`, false);
    case 503: return new Problem(status, `The server is busy: ${message}.${retryAfter ? ` Try again in ${retryAfter} s.` : ''}`, true);
    default: return new Problem(status, status < 500 ? `The server refused this: ${message}` : `The server failed: ${message}`,
      status >= 500);
  }
}

function messageIn(text) {
  try {
    return JSON.parse(text).error.message;
  } catch {
    return text.slice(0, 200) || 'it does not say why';
  }
}
