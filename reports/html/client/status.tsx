import type { ComponentChildren } from 'preact';

/** Everything that a status word may be in the report. */
export type StatusName =
  | 'held'
  | 'violated'
  | 'unknown'
  | 'inert'
  | 'vacuous'
  | 'skipped'
  | 'gap'
  | 'notRunHere'
  | 'caught'
  | 'missed';

const shapes: Readonly<Record<StatusName, ComponentChildren>> = {
  held: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path class="on" d="M4 7.2l2.1 2.1L10 5.2" />
    </>
  ),
  violated: (
    <>
      <path d="M7 0L14 7L7 14L0 7Z" fill="currentColor" />
      <path class="on" d="M4.8 4.8l4.4 4.4M9.2 4.8L4.8 9.2" />
    </>
  ),
  unknown: (
    <>
      <rect class="line" x="1" y="1" width="12" height="12" rx="1.5" />
      <path class="line" d="M5 5.4a2 2 0 1 1 2.9 1.8c-.7.4-.9.7-.9 1.3M7 9.9v1.3" />
    </>
  ),
  inert: (
    <>
      <circle class="line" cx="7" cy="7" r="5.6" stroke-dasharray="2.6 1.8" />
      <path class="line" d="M4.2 7h5.6" />
    </>
  ),
  vacuous: <circle class="line" cx="7" cy="7" r="5.2" />,
  skipped: <path class="line" d="M2.5 7h9" />,
  gap: <rect class="line" x="1.5" y="1.5" width="11" height="11" stroke-dasharray="2 1.6" />,
  notRunHere: (
    <>
      <rect class="line" x="1" y="1" width="12" height="12" rx="1.5" />
      <path class="line" d="M2 12L12 2" />
    </>
  ),
  caught: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path class="on" d="M4 7.2l2.1 2.1L10 5.2" />
    </>
  ),
  missed: (
    <>
      <path d="M7 0L14 7L7 14L0 7Z" fill="currentColor" />
      <path class="on" d="M4.8 4.8l4.4 4.4M9.2 4.8L4.8 9.2" />
    </>
  ),
};

/** The word of a status as people read it. */
export const statusWord = (status: StatusName): string =>
  status === 'notRunHere' ? 'not run here' : status;

/** A status as a shape alone; its word must stand nearby. */
export const Glyph = ({ status }: { readonly status: StatusName }) => (
  <svg class={`glyph ${status}`} viewBox="0 0 14 14" aria-hidden="true">
    {shapes[status]}
  </svg>
);

interface StatusProps {
  readonly status: StatusName;
  readonly badge?: boolean;
  readonly children?: ComponentChildren;
}

/** A status: shape, colour and word. */
export const Status = ({ status, badge, children }: StatusProps) => (
  <span class={`status ${status}${badge ? ' badge' : ''}`}>
    <Glyph status={status} />
    {children ?? statusWord(status)}
  </span>
);
