import { signal } from '@preact/signals';

/** Which colours are asked for. */
export type Theme = 'auto' | 'light' | 'dark';

const themes: readonly Theme[] = ['auto', 'light', 'dark'];
const isTheme = (text: string | null): text is Theme => themes.some((one) => one === text);

/** The theme in use; `?theme=dark` fixes it. */
export const theme = signal<Theme>('auto');

/** The part of the address after `#`, decoded. */
export const hash = signal('');

/** True while the page is laid out for paper: everything is shown, nothing is virtual. */
export const printing = signal(false);

/** Changes with everything that changes colours, so that canvases are drawn again. */
export const inkVersion = signal(0);

/** Sets the theme and remembers it where the browser allows. */
export const setTheme = (next: Theme): void => {
  theme.value = next;
  if (next === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  inkVersion.value++;
  try {
    localStorage.setItem('holdfast-theme', next);
  } catch {
    // A page from disk may have no storage: the choice then lasts as long as the page.
  }
};

/** The next theme in the round. */
export const nextTheme = (): Theme => themes[(themes.indexOf(theme.value) + 1) % 3] ?? 'auto';

const storedTheme = (): string | null => {
  try {
    return localStorage.getItem('holdfast-theme');
  } catch {
    return null;
  }
};

const readHash = (): void => {
  try {
    hash.value = decodeURIComponent(location.hash.slice(1));
  } catch {
    hash.value = location.hash.slice(1);
  }
};

/** Listens to the address, the system's colours and the printer. Called once. */
export const startPageState = (): void => {
  const asked = new URLSearchParams(location.search).get('theme');
  const first = isTheme(asked) ? asked : storedTheme();
  if (isTheme(first) && first !== 'auto') setTheme(first);
  readHash();
  addEventListener('hashchange', readHash);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    inkVersion.value++;
  });
  addEventListener('beforeprint', () => {
    document.documentElement.dataset.theme = 'light';
    inkVersion.value++;
    printing.value = true;
  });
  addEventListener('afterprint', () => {
    printing.value = false;
    setTheme(theme.value);
  });
};
