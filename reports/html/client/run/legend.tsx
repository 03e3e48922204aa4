const Mark = ({ d, tone }: { readonly d: string; readonly tone: string }) => (
  <svg class={`mark ${tone}`} viewBox="0 0 30 12" aria-hidden="true">
    <path d={d} />
  </svg>
);

const Lane = ({ state }: { readonly state: string }) => (
  <svg class="mark" viewBox="0 0 30 12" aria-hidden="true">
    <rect class={`span ${state}`} x="1" y="2" width="28" height="8" />
  </svg>
);

/** What the marks of the timeline mean. */
export const Legend = () => (
  <p class="legend">
    <span>
      <Mark tone="dot" d="M13 4h4v4h-4z" /> ok
    </span>
    <span>
      <Mark tone="unknown" d="M15 2l4 8h-8z" /> unknown
    </span>
    <span>
      <Mark tone="violated" d="M11 2l8 8M19 2l-8 8" /> failed
    </span>
    <span>
      <Mark tone="p50" d="M1 6h28" /> p50
    </span>
    <span>
      <Mark tone="p95" d="M1 6h5M9 6h5M17 6h5M25 6h4" /> p95
    </span>
    <span>
      <Mark tone="p99" d="M1 6h28" /> p99
    </span>
    <span>
      <Lane state="up" /> up
    </span>
    <span>
      <Lane state="starting" /> starting
    </span>
    <span>
      <Lane state="paused" /> paused
    </span>
    <span>
      <Lane state="terminating" /> ending
    </span>
    <span>
      <Mark tone="violated" d="M2 2l8 8M10 2l-8 8M13 6h2M18 6h2M23 6h2" /> dead
    </span>
  </p>
);
