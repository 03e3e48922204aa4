import { nextTheme, setTheme } from './page-state.ts';

/** Keys that work anywhere: `/` searches the requirements, `t` changes the theme. */
export const keyboard = (event: KeyboardEvent): void => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
  if (event.key === '/') {
    event.preventDefault();
    document.getElementById('requirement-search')?.focus();
  }
  if (event.key === 't') setTheme(nextTheme());
};
