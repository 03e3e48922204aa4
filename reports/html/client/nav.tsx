import { useEffect, useState } from 'preact/hooks';
import type { ReportModel } from '../../../harness/core/report-model.ts';
import { setTheme, type Theme, theme } from './page-state.ts';

/** One section as the side list names it. */
export interface NavEntry {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  readonly hot?: boolean;
}

const useCurrent = (entries: readonly NavEntry[]): string => {
  const [current, setCurrent] = useState('verdict');
  useEffect(() => {
    const look = () => {
      let found = 'verdict';
      for (const { id } of entries) {
        const place = document.getElementById(id)?.getBoundingClientRect();
        if (place && place.top < 140) found = id;
      }
      setCurrent(found);
    };
    addEventListener('scroll', look, { passive: true });
    look();
    return () => removeEventListener('scroll', look);
  }, [entries]);
  return current;
};

const Links = ({ entries, current }: { entries: readonly NavEntry[]; current: string }) => (
  <ol>
    {entries.map(({ id, title, count, hot }) => (
      <li key={id}>
        <a href={`#${id}`} aria-current={current === id ? 'true' : undefined}>
          {title} {count !== undefined && <span class={hot ? 'hot' : ''}>{count}</span>}
        </a>
      </li>
    ))}
  </ol>
);

const Themes = () => (
  <fieldset class="themes">
    <legend class="hidden">Theme</legend>
    {(['auto', 'light', 'dark'] satisfies Theme[]).map((one) => (
      <button
        key={one}
        type="button"
        aria-pressed={theme.value === one}
        onClick={() => setTheme(one)}
      >
        {one.charAt(0).toUpperCase() + one.slice(1)}
      </button>
    ))}
  </fieldset>
);

interface SideNavProps {
  readonly entries: readonly NavEntry[];
  readonly report: ReportModel;
}

/** The list of sections, the theme and the keys. */
export const SideNav = ({ entries, report }: SideNavProps) => {
  const current = useCurrent(entries);
  return (
    <nav class="side" aria-label="Sections">
      <div class="brand">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M2 1v14M14 1v14M2 8h4.2M9.8 8H14" stroke="currentColor" stroke-width="2.4" />
          <path class={report.status} d="M8 4.6L11.4 8L8 11.4L4.6 8z" fill="currentColor" />
        </svg>
        Holdfast
      </div>
      <div class="run-of">reliability report, seed {report.seed}</div>
      <Links entries={entries} current={current} />
      <details class="toc">
        <summary>Sections</summary>
        <Links entries={entries} current={current} />
      </details>
      <Themes />
      <div class="keys">
        <kbd>/</kbd> search <kbd>t</kbd> theme
      </div>
    </nav>
  );
};
