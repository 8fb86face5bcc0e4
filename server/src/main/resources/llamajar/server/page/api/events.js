// Takes a stream of server-sent events apart.

const DATA = 'data:';

/** Collects pieces of a stream, which may be cut anywhere, and gives back the data of complete events. */
export class EventReader {
  constructor() {
    this.decoder = new TextDecoder();
    this.line = '';
    this.data = [];
  }

  /** @returns the data of the events that are complete with these bytes */
  read(bytes) {
    const lines = (this.line + this.decoder.decode(bytes, {stream: true})).split('\n');
    this.line = lines.pop();
    const events = [];
    for (const line of lines) {
      this.take(line.endsWith('\r') ? line.slice(0, -1) : line, events);
    }
    return events;
  }

  take(line, events) {
    if (line.startsWith(DATA)) {
      this.data.push(line.slice(line[DATA.length] === ' ' ? DATA.length + 1 : DATA.length));
    } else if (line === '' && this.data.length > 0) {
      events.push(this.data.join('\n'));
      this.data = [];
    }
    // Comments keep the connection alive; other fields mean nothing here.
  }
}
