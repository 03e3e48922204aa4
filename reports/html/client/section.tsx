import type { ComponentChildren } from 'preact';

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly lede?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A section of the report with its heading. */
export const Section = ({ id, title, lede, children }: SectionProps) => (
  <section id={id} aria-labelledby={`${id}-h`}>
    <header>
      <h2 id={`${id}-h`}>{title}</h2>
      {lede && <p class="lede">{lede}</p>}
    </header>
    {children}
  </section>
);
