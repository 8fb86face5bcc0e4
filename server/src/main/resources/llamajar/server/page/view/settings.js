// The dialog for the settings of a conversation.

import {GROUPS, problemWith} from '../store/settings.js';
import {el} from './elements.js';
import {button, buttons, showDialog} from './dialog.js';

/**
 * Lets the user change settings.
 *
 * @param defaults what the server takes where nothing is set
 * @returns the new settings, or null if nothing was changed
 */
export function editSettings(settings, defaults) {
  return showDialog('Settings', close => {
    const fields = GROUPS.flatMap(group => group.settings).map(setting => new Field(setting, settings[setting.name], defaults));
    const byName = new Map(fields.map(field => [field.setting.name, field]));
    const form = el('form', {method: 'dialog', noValidate: true},
      el('p', {className: 'quiet'}, 'They hold for this conversation and for new ones. Empty fields are left to the server.'),
      ...GROUPS.map(group => el('fieldset', {data: {group: group.title}}, el('legend', {}, group.title),
        ...group.settings.map(setting => byName.get(setting.name).element))),
      buttons(
        button('Clear all', 'left', () => fields.forEach(field => field.clear())),
        button('Cancel', '', () => close(null)),
        el('button', {type: 'submit', className: 'primary'}, 'Use them')));
    form.addEventListener('submit', event => {
      event.preventDefault();
      const wrong = fields.filter(field => !field.check());
      if (wrong.length > 0) {
        wrong[0].input.focus();
      } else {
        close(Object.fromEntries(fields.map(field => [field.setting.name, field.value()]).filter(([, value]) => value !== null)));
      }
    });
    return [form];
  }, 'sheet');
}

class Field {
  constructor(setting, value, defaults) {
    this.setting = setting;
    this.input = input(setting, value, defaults[setting.name]);
    this.input.name = setting.name;
    this.error = el('span', {className: 'error', id: `error-${setting.name}`});
    this.input.setAttribute('aria-describedby', this.error.id);
    const hint = setting.hint ? [el('small', {}, setting.hint)] : [];
    this.element = setting.kind === 'flag'
      ? el('label', {className: 'flag'}, this.input, setting.label)
      : el('label', {className: `field ${setting.kind}`}, el('span', {}, setting.unit ? `${setting.label} (${setting.unit})` : setting.label), this.input, ...hint, this.error);
  }

  /** The value, or null if there is none. */
  value() {
    const {kind} = this.setting;
    if (kind === 'flag') {
      return this.input.checked || null;
    }
    const text = this.input.value;
    if (text.trim() === '' && !this.input.validity.badInput) {
      return null;
    }
    return kind === 'integer' || kind === 'number' ? (text === '' ? NaN : Number(text)) : text;
  }

  check() {
    const value = this.value();
    const problem = value === null ? '' : problemWith(this.setting, value);
    this.error.textContent = problem && `This must be ${problem}.`;
    this.input.setAttribute('aria-invalid', String(problem !== ''));
    return problem === '';
  }

  clear() {
    if (this.setting.kind === 'flag') {
      this.input.checked = false;
    } else {
      this.input.value = '';
    }
  }
}

function input(setting, value, fallback) {
  switch (setting.kind) {
    case 'flag': return el('input', {type: 'checkbox', checked: value === true});
    case 'text': return el('textarea', {
      rows: setting.rows, value: value ?? '', spellcheck: !setting.code, className: setting.code ? 'mono' : '',
    });
    case 'choice': {
      const select = el('select', {}, ...setting.choices.map(([known, label]) => el('option', {value: known}, label)));
      select.firstChild.value = '';
      select.value = value ?? '';
      return select;
    }
    default: return el('input', {
      type: 'number', inputMode: 'decimal', step: setting.step ?? 1, min: setting.min ?? '', max: setting.max ?? '',
      value: value ?? '', placeholder: fallback === undefined ? setting.otherwise ?? 'default' : String(round(fallback)),
    });
  }
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}
