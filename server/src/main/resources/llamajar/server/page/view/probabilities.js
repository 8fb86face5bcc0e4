// An answer as its tokens, coloured by their probability; each shows what else could have stood there.

import {el} from './elements.js';

const LEVELS = [0.9, 0.6, 0.3, 0.1];

/** The tokens of an answer as one element. */
export function tokenView(tokens) {
  const view = el('div', {className: 'tokens', role: 'group', ariaLabel: 'Tokens with their probability; arrow keys move'});
  view.append(...tokens.map(({token, p}, i) => el('span', {
    className: `token level-${LEVELS.filter(level => p < level).length}`,
    data: {index: i}, tabIndex: i === 0 ? 0 : -1, role: 'button', ariaLabel: `${token}: ${percent(p)}`,
  }, ...shown(token))));
  const hint = document.getElementById('hint');
  const show = event => {
    const element = event.target.closest('.token');
    if (element) {
      hint.replaceChildren(...alternatives(tokens[element.dataset.index]));
      place(hint, element);
    }
  };
  view.addEventListener('pointerover', show);
  view.addEventListener('focusin', show);
  view.addEventListener('click', show);
  view.addEventListener('pointerleave', () => hint.hidden = true);
  view.addEventListener('focusout', () => hint.hidden = true);
  view.addEventListener('keydown', event => move(event, hint));
  return view;
}

/** Line ends are shown and break; other text stays as it is. */
function shown(token) {
  return token.split(/(\n)/).flatMap(part => part === '\n' ? ['↵', el('br')] : part ? [part] : []);
}

function alternatives({token, p, top}) {
  const all = top.some(other => other.token === token) ? top : [{token, p}, ...top];
  return [el('table', {}, el('tbody', {}, ...all.map(other => {
    const bar = el('span', {className: 'bar'});
    bar.style.width = `${Math.max(1, other.p * 100)}%`;
    return el('tr', {className: other.token === token ? 'taken' : ''},
      el('td', {}, el('code', {}, JSON.stringify(other.token).slice(1, -1).replaceAll(' ', '·') || '(empty)')),
      el('td', {className: 'percent'}, percent(other.p)), el('td', {className: 'bars'}, bar));
  })))];
}

function place(hint, element) {
  hint.hidden = false;
  const box = element.getBoundingClientRect();
  const left = Math.min(box.left, window.innerWidth - hint.offsetWidth - 8);
  const above = box.bottom + hint.offsetHeight + 8 > window.innerHeight;
  hint.style.left = `${Math.max(8, left)}px`;
  hint.style.top = `${above ? box.top - hint.offsetHeight - 4 : box.bottom + 4}px`;
}

function move(event, hint) {
  const element = event.target.closest('.token');
  const next = event.key === 'ArrowRight' ? element?.nextElementSibling
    : event.key === 'ArrowLeft' ? element?.previousElementSibling : null;
  if (event.key === 'Escape' && !hint.hidden) {
    hint.hidden = true;
    event.stopPropagation();
  }
  if (next) {
    event.preventDefault();
    element.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}

function percent(p) {
  return p > 0.9995 ? '100 %' : p < 0.0005 ? '< 0.1 %' : `${(p * 100).toFixed(1)} %`;
}
