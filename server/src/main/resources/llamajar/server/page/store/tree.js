// A conversation is a tree: a question that was edited and an answer that was made again stand beside the old ones. What is
// shown is the way from the first message to one leaf.

/** The messages from the first one to a leaf. `messages` is a map by id. */
export function pathTo(messages, leaf) {
  const path = [];
  const seen = new Set();
  for (let message = messages.get(leaf); message && !seen.has(message.id); message = messages.get(message.parent)) {
    seen.add(message.id);
    path.unshift(message);
  }
  return path;
}

/** The messages that stand in one place, oldest first. */
export function siblings(messages, message) {
  return childrenOf(messages, message.parent);
}

/** The leaf under a message that is reached by always taking the newest. */
export function newestLeaf(messages, id) {
  let leaf = id;
  for (let next = childrenOf(messages, leaf).at(-1); next; next = childrenOf(messages, leaf).at(-1)) {
    leaf = next.id;
  }
  return leaf;
}

function childrenOf(messages, parent) {
  return [...messages.values()].filter(message => message.parent === parent)
    .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
}
