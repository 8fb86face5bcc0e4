// The field for the next message, with its buttons and files.

import {el, icon, iconButton} from './elements.js';

const MOST_HEIGHT = 0.4;

export class Composer {
  /** @param actions `{send(text, files), stop(), editLast(), settings()}` */
  constructor(attachments, actions) {
    this.attachments = attachments;
    this.actions = actions;
    this.form = document.getElementById('composer');
    this.field = document.getElementById('input');
    this.notice = document.getElementById('notice');
    this.picker = el('input', {type: 'file', multiple: true, hidden: true, id: 'picker'});
    this.submit = el('button', {type: 'submit', className: 'round primary'});
    document.getElementById('tools').append(
      iconButton('attach', 'Attach text files', () => this.picker.click()),
      iconButton('settings', 'Settings', actions.settings),
      el('span', {className: 'gap'}), this.picker, this.submit);
    this.setBusy(false);
    this.listen();
  }

  listen() {
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      this.busy ? this.actions.stop() : this.send();
    });
    this.field.addEventListener('input', () => this.fit());
    this.field.addEventListener('keydown', event => this.key(event));
    this.picker.addEventListener('change', async () => {
      await this.attachments.add([...this.picker.files]);
      this.picker.value = '';
    });
    this.field.addEventListener('paste', event => {
      const files = [...event.clipboardData.files];
      if (files.length > 0) {
        event.preventDefault();
        this.attachments.add(files);
      }
    });
    document.addEventListener('dragover', event => {
      if (event.dataTransfer.types.includes('Files')) {
        event.preventDefault();
        document.body.classList.add('dragging');
      }
    });
    document.addEventListener('dragleave', event => event.relatedTarget === null && document.body.classList.remove('dragging'));
    document.addEventListener('drop', event => {
      document.body.classList.remove('dragging');
      if (event.dataTransfer.files.length > 0) {
        event.preventDefault();
        this.attachments.add([...event.dataTransfer.files]);
      }
    });
  }

  key(event) {
    if (event.isComposing) {
      return;
    }
    const touch = matchMedia('(pointer: coarse)').matches;
    if (event.key === 'Enter' && !event.shiftKey && (!touch || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!this.busy) {
        this.send();
      }
    } else if (event.key === 'ArrowUp' && this.field.value === '') {
      event.preventDefault();
      this.actions.editLast();
    }
  }

  send() {
    const text = this.field.value.trim();
    if (text === '' && this.attachments.files.length === 0) {
      return;
    }
    this.tell('');
    this.field.value = '';
    this.fit();
    this.actions.send(text, this.attachments.take());
  }

  /** What stands in the empty field. */
  suggest(text) {
    this.field.placeholder = text;
  }

  /** Whether an answer is arriving, so that the button stops it. */
  setBusy(busy) {
    this.busy = busy;
    const label = busy ? 'Stop' : 'Send';
    this.submit.replaceChildren(icon(busy ? 'stop' : 'send'));
    this.submit.title = label;
    this.submit.ariaLabel = label;
  }

  /** Says what is wrong; nothing if the text is empty. */
  tell(text) {
    this.notice.hidden = text === '';
    this.notice.replaceChildren(el('span', {}, text), iconButton('close', 'Dismiss', () => this.tell('')));
  }

  fit() {
    this.field.style.height = 'auto';
    this.field.style.height = `${Math.min(this.field.scrollHeight, window.innerHeight * MOST_HEIGHT)}px`;
  }

  focus() {
    this.field.focus();
  }
}
