// Talks to the server that this page came from, with the API key if it wants one.

import {EventReader} from './events.js';
import {Problem, networkProblem, problemOf} from './problem.js';

export class Client {
  /**
   * @param keys where the key is kept: `get()` and `ask(message)`, which asks the user and gives back null if there is no answer
   */
  constructor(keys) {
    this.keys = keys;
  }

  /** What a GET gives. */
  async get(path, signal) {
    return (await this.send(path, {signal})).json();
  }

  /** What a POST of JSON gives. */
  async post(path, body, signal) {
    return (await this.send(path, post(body, signal))).json();
  }

  /**
   * Posts JSON and gives each object of the answer's event stream to a function.
   *
   * @throws Problem if the server tells of an error, also in the middle; an AbortError if the signal was given
   */
  async stream(path, body, signal, receive) {
    const response = await this.send(path, post(body, signal));
    const reader = response.body.getReader();
    const events = new EventReader();
    for (;;) {
      const {done, value} = await reader.read().catch(error => {
        throw signal.aborted ? error : networkProblem();
      });
      if (done) {
        throw new Problem(0, 'The connection ended before the answer did.');
      }
      for (const data of events.read(value)) {
        if (data === '[DONE]') {
          return;
        }
        const event = JSON.parse(data);
        if (event.error) {
          throw new Problem(event.error.code ?? 500, event.error.message);
        }
        receive(event);
        if (event.stop === true) {
          return;
        }
      }
    }
  }

  async send(path, options) {
    for (;;) {
      const key = this.keys.get();
      const headers = {...options.headers, ...(key ? {Authorization: `Bearer ${key}`} : {})};
      // Addresses are relative, so that the page also works behind a proxy that gives it a path.
      const response = await fetch(path, {...options, headers, cache: 'no-store', credentials: 'same-origin'}).catch(error => {
        throw options.signal?.aborted ? error : networkProblem();
      });
      if (response.ok) {
        return response;
      }
      const problem = await problemOf(response);
      if (problem.status !== 401 || (await this.keys.ask(key ? 'The server does not know this key.' : '')) === null) {
        throw problem;
      }
    }
  }
}

function post(body, signal) {
  return {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body), signal};
}
