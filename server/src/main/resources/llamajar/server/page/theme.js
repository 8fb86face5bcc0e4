// Light or dark. Not a module: it runs before anything is shown, so that nothing flashes.

(() => {
  const NAMES = ['system', 'light', 'dark'];
  const KEY = 'llamajar.theme';
  let theme = 'system';
  try {
    theme = JSON.parse(localStorage.getItem(KEY)) ?? theme;
  } catch {
    // The browser keeps nothing.
  }
  const show = () => document.documentElement.dataset.theme = theme;
  show();
  globalThis.theme = {
    get: () => theme,
    /** Takes the next one. */
    next() {
      theme = NAMES[(NAMES.indexOf(theme) + 1) % NAMES.length];
      try {
        localStorage.setItem(KEY, JSON.stringify(theme));
      } catch {
        // It holds until the page is loaded again.
      }
      show();
      return theme;
    },
  };
})();
