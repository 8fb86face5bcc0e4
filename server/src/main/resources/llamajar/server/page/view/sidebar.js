// The list of conversations, with search, and what there is to do with all of them.

import {exportHistory, readExport} from '../store/transfer.js';
import {el, icon, iconButton} from './elements.js';
import {askText, confirmDialog} from './dialog.js';
import {showShortcuts} from './shortcuts.js';

const DAY = 86_400_000;
const THEMES = {system: ['system', 'Colours: as the system'], light: ['sun', 'Colours: light'], dark: ['moon', 'Colours: dark']};

export class Sidebar {
  /** @param actions `{open(id), create(), removed(id), renamed(id, title), tell(text)}` */
  constructor(history, actions) {
    this.history = history;
    this.actions = actions;
    this.current = null;
    this.list = document.getElementById('conversations');
    this.empty = document.getElementById('no-conversations');
    this.search = el('input', {type: 'search', placeholder: 'Search', ariaLabel: 'Search conversations', id: 'search'});
    this.search.addEventListener('input', () => this.refresh());
    const create = el('button', {type: 'button', className: 'new'}, icon('plus'), 'New conversation');
    create.addEventListener('click', actions.create);
    document.getElementById('sidebar-tools').append(create, el('label', {className: 'search'}, icon('search'), this.search));
    document.getElementById('shade').addEventListener('click', () => this.toggle(false));
    const head = document.getElementById('head');
    this.opener = iconButton('menu', 'Conversations', () => this.toggle(), 'menu');
    head.prepend(this.opener);
    this.foot();
    this.toggle(false);
  }

  foot() {
    const picker = el('input', {type: 'file', accept: '.json,application/json', hidden: true, id: 'import'});
    picker.addEventListener('change', async () => {
      await this.importFile(picker.files[0]);
      picker.value = '';
    });
    const theme = iconButton('system', '', () => showTheme(globalThis.theme.next()));
    const showTheme = name => {
      const [icons, label] = THEMES[name] ?? THEMES.system;
      theme.replaceChildren(icon(icons));
      theme.title = label;
      theme.ariaLabel = label;
    };
    showTheme(globalThis.theme.get());
    const text = (label, action) => {
      const element = el('button', {type: 'button', className: 'text'}, label);
      element.addEventListener('click', action);
      return element;
    };
    document.getElementById('sidebar-foot').append(
      text('Export', () => this.exportFile()), text('Import', () => picker.click()), picker,
      el('span', {className: 'gap'}), iconButton('help', 'Keyboard', showShortcuts), theme);
  }

  /** Opens or closes it where the page is narrow. */
  toggle(open = !document.body.classList.contains('sidebar-open')) {
    document.body.classList.toggle('sidebar-open', open);
    this.opener.ariaExpanded = String(open);
  }

  focusSearch() {
    this.toggle(true);
    this.search.focus();
  }

  /** Reads the list again. */
  async refresh(current = this.current) {
    this.current = current;
    const wanted = this.search.value.trim();
    const found = wanted ? await this.history.search(wanted) : null;
    const conversations = (await this.history.list()).filter(({id}) => found === null || found.has(id));
    if (wanted !== this.search.value.trim()) {
      return;
    }
    const nodes = [];
    let heading = '';
    for (const conversation of conversations) {
      const age = ageOf(conversation.updated);
      if (age !== heading) {
        heading = age;
        nodes.push(el('li', {className: 'age', role: 'presentation'}, age));
      }
      nodes.push(this.entry(conversation));
    }
    this.list.replaceChildren(...nodes);
    this.empty.hidden = conversations.length > 0;
    this.empty.textContent = wanted ? 'Nothing found.' : 'What you talk about is kept in this browser only.';
  }

  entry({id, title}) {
    const open = el('button', {type: 'button', className: 'entry', title}, title);
    if (id === this.current) {
      open.setAttribute('aria-current', 'page');
    }
    open.addEventListener('click', () => {
      this.toggle(false);
      this.actions.open(id);
    });
    return el('li', {data: {id}}, open,
      iconButton('edit', `Rename ${title}`, () => this.rename(id, title)),
      iconButton('trash', `Delete ${title}`, () => this.remove(id, title)));
  }

  async rename(id, title) {
    const answer = await askText('Rename', 'Title', title, 'Rename');
    if (answer?.text) {
      await this.history.change(id, {title: answer.text});
      await this.refresh();
      this.actions.renamed(id, answer.text);
    }
  }

  async remove(id, title) {
    if (await confirmDialog('Delete this conversation?', `“${title}” will be gone for good.`, 'Delete')) {
      this.actions.removed(id);
      await this.history.remove(id);
      await this.refresh();
    }
  }

  async exportFile() {
    const url = URL.createObjectURL(new Blob([await exportHistory(this.history)], {type: 'application/json'}));
    const day = new Date().toISOString().slice(0, 10);
    el('a', {href: url, download: `llamajar-conversations-${day}.json`}).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }

  async importFile(file) {
    try {
      await this.history.merge(readExport(await file.text()));
      await this.refresh();
    } catch (error) {
      this.actions.tell(`${file.name} was not imported: ${error.message}.`);
    }
  }
}

function ageOf(time) {
  const today = new Date().setHours(0, 0, 0, 0);
  return time >= today ? 'Today' : time >= today - DAY ? 'Yesterday' : time >= today - 6 * DAY ? 'This week' : 'Earlier';
}
