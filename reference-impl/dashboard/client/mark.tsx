import type { ComponentChildren } from 'preact';
import type { Tone } from './words.ts';

const shapes: Readonly<Record<Tone, ComponentChildren>> = {
  good: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" />
      <path class="on" d="M4 7.2l2.1 2.1L10 5.2" />
    </>
  ),
  warning: (
    <>
      <path d="M7 1L13.4 12.6H.6Z" fill="currentColor" />
      <path class="on" d="M7 5.2v3.4M7 10v1.2" />
    </>
  ),
  bad: (
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
  plain: <circle class="line" cx="7" cy="7" r="5.2" />,
};

interface MarkProps {
  readonly tone: Tone;
  readonly badge?: boolean;
  readonly children: ComponentChildren;
}

/** A status: a shape, a colour and a word, so that none of them is needed alone. */
export const Mark = ({ tone, badge, children }: MarkProps) => (
  <span class={`mark ${tone}${badge ? ' badge' : ''}`}>
    <svg viewBox="0 0 14 14" aria-hidden="true">
      {shapes[tone]}
    </svg>
    <span>{children}</span>
  </span>
);
