import type { FaultFamily } from '../../../harness/core/fault.ts';

/** The families in the order in which they are drawn. */
export const families: readonly FaultFamily[] = [
  'network',
  'http',
  'process',
  'disk',
  'clock',
  'dependency',
];

const strokes: Readonly<Record<FaultFamily, readonly [size: string, path: string]>> = {
  network: ['6 6', 'M-1 7L7 -1M-1 1L1 -1M5 7L7 5'],
  http: ['5 6', 'M2.5 0V6'],
  process: ['7 7', 'M0 0L7 7M7 0L0 7'],
  disk: ['6 6', 'M1 1.7h1.4M4 4.7h1.4'],
  clock: ['6 4.5', 'M0 2H6'],
  dependency: ['6 6', 'M0 5L3 1.5L6 5'],
};

/** The patterns of all families and of a process that starts or is paused; once per page. */
export const Patterns = () => (
  <svg class="defs" width="0" height="0" aria-hidden="true">
    <title>Patterns</title>
    <defs>
      {families.map((family) => {
        const [size, path] = strokes[family];
        const [width, height] = size.split(' ');
        return (
          <pattern
            id={`p-${family}`}
            key={family}
            class={`f-${family}`}
            width={width}
            height={height}
            patternUnits="userSpaceOnUse"
          >
            <rect width="12" height="12" fill="currentColor" opacity=".2" />
            <path d={path} stroke="currentColor" stroke-width="1.3" fill="none" />
          </pattern>
        );
      })}
      <pattern id="p-starting" width="5" height="5" patternUnits="userSpaceOnUse">
        <path d="M-1 6L6 -1" stroke="var(--ink3)" stroke-width="1.2" />
      </pattern>
      <pattern id="p-paused" width="4" height="4" patternUnits="userSpaceOnUse">
        <path d="M1 0V4" stroke="var(--ink3)" stroke-width="1.4" />
      </pattern>
    </defs>
  </svg>
);

/** The colour and pattern of a family, as they appear in bands and bars. */
export const Swatch = ({ family }: { readonly family: FaultFamily }) => (
  <svg class={`swatch f-${family}`} viewBox="0 0 22 12" aria-hidden="true">
    <rect class="patterned" width="22" height="12" fill={`url(#p-${family})`} />
    <rect class="frame" x=".5" y=".5" width="21" height="11" />
  </svg>
);
