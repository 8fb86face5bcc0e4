// Numbers in words.

const count = new Intl.NumberFormat('en');

/** A whole number with separators. */
export function whole(value) {
  return count.format(value);
}

/** Tokens per second. */
export function speed(perSecond) {
  return `${perSecond < 10 ? perSecond.toFixed(1) : whole(Math.round(perSecond))} tokens/s`;
}

/** What an answer took; of one that was stopped, not everything is known. */
export function statsLine({tokens, prompt, cached, promptSeconds, speed: perSecond}) {
  const parts = [`${whole(tokens)} tokens`];
  if (Number.isFinite(perSecond)) {
    parts.push(speed(perSecond));
  }
  if (promptSeconds !== undefined) {
    const known = cached > 0 ? `, ${whole(cached)} known` : '';
    parts.push(`prompt ${whole(prompt)}${known} in ${promptSeconds.toFixed(promptSeconds < 10 ? 1 : 0)} s`);
  }
  return parts.join(' · ');
}

/** Why an answer ended before it was complete; empty if it is complete. */
export function endNote(stats, contextLength) {
  switch (stats?.reason) {
    case 'length':
      return contextLength && stats.prompt + stats.tokens >= contextLength
        ? 'Cut off: the context is full.' : 'Cut off at the longest length.';
    case 'stopped': return 'Stopped.';
    default: return '';
  }
}
