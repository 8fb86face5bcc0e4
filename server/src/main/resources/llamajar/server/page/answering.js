// One answer that is arriving: adds what comes to its message, shows it now and then, and keeps it now and then.

import {answer, complete, goOn} from './api/answer.js';

const BETWEEN_UPDATES = 40;
const BETWEEN_SAVES = 2000;

export class Answering {
  /** @param parts `{client, converses, history, status, scroller, isShown(message)}` */
  constructor(message, parts) {
    this.message = message;
    this.parts = parts;
    this.control = new AbortController();
    this.view = null;
    this.showStatus = () => this.parts.status.waiting();
    this.pieces = 0;
    this.firstPiece = 0;
    this.lastUpdate = 0;
    this.timer = null;
  }

  /** Shows it in another view, after its conversation has been opened again. */
  attach(view) {
    this.view = view;
    view.begin();
    view.update();
  }

  stop() {
    this.control.abort();
  }

  /**
   * Asks and listens until the end.
   *
   * @param ended called when nothing more comes, before it is kept for the last time: the next question need not wait for that
   * @returns whether it could be kept: false if its conversation has been deleted
   */
  async run(messages, settings, continued, ended) {
    const {message, parts: {client, converses, history}} = this;
    const ask = !converses ? complete : continued ? goOn : answer;
    this.saving = setInterval(() => history.save(message), BETWEEN_SAVES);
    try {
      await ask(client, messages, settings, this.control.signal, this);
      message.stats ??= {reason: 'stop', tokens: 0};
    } catch (error) {
      message.stats = {...this.soFar(), reason: this.control.signal.aborted ? 'stopped' : 'failed'};
      message.problem = this.control.signal.aborted ? '' : error.message;
    } finally {
      clearInterval(this.saving);
      clearTimeout(this.timer);
    }
    ended();
    if (this.isShown()) {
      this.view.finish();
      this.parts.scroller.keepUp();
    }
    return history.save(message);
  }

  isShown() {
    return this.parts.isShown(this.message) && this.view.element.isConnected;
  }

  /** What an answer took that did not come to its end, as far as it can be seen from here. */
  soFar() {
    return {tokens: this.pieces, prompt: this.read?.total ?? 0, cached: this.read?.cache ?? 0, speed: this.speed()};
  }

  /** Tokens per second; null while there are too few to tell. */
  speed() {
    return this.pieces < 3 || this.lastPiece === this.firstPiece ? null : (this.pieces - 1) * 1000 / (this.lastPiece - this.firstPiece);
  }

  progress(progress) {
    this.read = progress;
    this.setStatus(() => this.parts.status.reading(progress));
  }

  thoughts(text) {
    this.message.thoughts += text;
    this.view.addThoughts();
    this.piece();
  }

  text(text) {
    this.message.text += text;
    this.view.addText(text);
    this.piece();
  }

  token(token) {
    this.message.tokens.push(token);
  }

  end(stats) {
    this.message.stats = stats;
  }

  piece() {
    const now = performance.now();
    this.pieces++;
    this.firstPiece ||= now;
    this.lastPiece = now;
    this.setStatus(() => this.parts.status.writing(this.pieces, this.speed()));
    this.timer ??= setTimeout(() => this.update(), Math.max(0, this.lastUpdate + BETWEEN_UPDATES - now));
  }

  update() {
    this.timer = null;
    this.lastUpdate = performance.now();
    if (this.isShown()) {
      this.view.update();
      this.parts.scroller.keepUp();
    }
  }

  setStatus(show) {
    this.showStatus = show;
    if (this.parts.isShown(this.message)) {
      show();
    }
  }
}
