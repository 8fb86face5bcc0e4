// Rows of tables.

/** The texts between the bars of a line. A bar after a backslash is text. */
export function splitRow(line) {
  const cells = [];
  let cell = '';
  const row = line.trim().replace(/^\|/, '');
  for (let i = 0; i < row.length; i++) {
    if (row[i] === '\\' && row[i + 1] === '|') {
      cell += '|';
      i++;
    } else if (row[i] === '|') {
      cells.push(cell.trim());
      cell = '';
    } else {
      cell += row[i];
    }
  }
  if (cell.trim() !== '' || cells.length === 0) {
    cells.push(cell.trim());
  }
  return cells;
}

/** What the line under a table's head says of each column (`''`, `left`, `center`, `right`); null if it is no such line. */
export function tableAlignment(line) {
  if (!line.includes('-') || !/^[\s|:-]+$/.test(line)) {
    return null;
  }
  const cells = splitRow(line);
  if (!cells.every(cell => /^:?-+:?$/.test(cell)) || (cells.length === 1 && !line.includes('|'))) {
    return null;
  }
  return cells.map(cell =>
    cell.endsWith(':') ? (cell.startsWith(':') ? 'center' : 'right') : cell.startsWith(':') ? 'left' : '');
}
