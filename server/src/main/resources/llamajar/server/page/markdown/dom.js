// Makes elements of Markdown. Text of a model becomes text nodes and nothing else; no markup is ever parsed.

import {el} from '../view/elements.js';
import {parseBlocks} from './blocks.js';
import {parseInline} from './inline.js';
import {safeAddress} from './link.js';
import {Budget} from './budget.js';
import {CodeBlock} from './codeblock.js';

/** All of a text, as nodes for a container. */
export function renderMarkdown(text) {
  return renderBlocks(parseBlocks(text), new Budget(text.length), false);
}

/** @param open whether the last block is still arriving */
export function renderBlocks(blocks, budget, open) {
  return blocks.map((block, i) => renderBlock(block, budget, open && i === blocks.length - 1));
}

function renderBlock(block, budget, open) {
  switch (block.kind) {
    case 'paragraph': return el('p', {}, ...inline(block.text, budget, open));
    // The page itself has the first level.
    case 'heading': return el(`h${Math.min(6, block.level + 1)}`, {}, ...inline(block.text, budget, open));
    case 'code': return new CodeBlock(block.language).update(block.text, block.closed || !open).element;
    case 'math': return el('p', {className: 'math'}, block.text);
    case 'quote': return el('blockquote', {}, ...renderBlocks(block.children, budget, open));
    case 'list': return list(block, budget, open);
    case 'table': return table(block, budget, open);
    case 'rule': return el('hr');
  }
  throw new Error(`no block of kind ${block.kind}`);
}

function list(block, budget, open) {
  const element = el(block.ordered ? 'ol' : 'ul');
  if (block.ordered && block.start !== 1) {
    element.start = block.start;
  }
  block.items.forEach((item, i) => {
    const itemOpen = open && i === block.items.length - 1;
    const children = item.children.flatMap((child, j) =>
      // Items of a tight list are text, not paragraphs.
      child.kind === 'paragraph' && !block.loose
        ? inline(child.text, budget, itemOpen && j === item.children.length - 1)
        : [renderBlock(child, budget, itemOpen && j === item.children.length - 1)]);
    const task = item.checked === null ? [] : [checkbox(item.checked)];
    element.append(el('li', {className: item.checked === null ? '' : 'task'}, ...task, ...children));
  });
  return element;
}

function checkbox(checked) {
  const box = el('input', {type: 'checkbox', disabled: true, ariaLabel: checked ? 'done' : 'to do'});
  box.defaultChecked = checked;
  return box;
}

function table(block, budget, open) {
  const row = (cells, kind, rowOpen) =>
    el('tr', {}, ...cells.map((cell, i) =>
      el(kind, block.align[i] ? {className: `align-${block.align[i]}`} : {}, ...inline(cell, budget, rowOpen))));
  const rows = block.rows.map((cells, i) => row(cells, 'td', open && i === block.rows.length - 1));
  return el('div', {className: 'table', tabIndex: 0, role: 'region', ariaLabel: 'Table'},
    el('table', {}, el('thead', {}, row(block.head, 'th', false)), el('tbody', {}, ...rows)));
}

function inline(text, budget, open) {
  return parseInline(text, budget, open).map(node => inlineNode(node, false));
}

function inlineNode(node, inLink) {
  if (typeof node === 'string') {
    return document.createTextNode(node);
  }
  switch (node.kind) {
    case 'break': return el('br');
    case 'code': return el('code', {}, node.text);
    case 'math': return el('span', {className: 'math'}, node.text);
    case 'strong': case 'em': case 'del': return el(node.kind, {}, ...children(node, inLink));
    case 'link': return link(node, inLink);
  }
  throw new Error(`no node of kind ${node.kind}`);
}

function children(node, inLink) {
  return node.children.map(child => inlineNode(child, inLink));
}

function link(node, inLink) {
  const address = inLink ? null : safeAddress(node.address);
  return address === null
    ? el('span', {}, ...children(node, inLink))
    : el('a', {href: address, rel: 'noopener noreferrer nofollow', target: '_blank'}, ...children(node, true));
}
