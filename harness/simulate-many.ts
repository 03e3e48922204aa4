import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findFaults, findScenarios, readConfig } from './discover.ts';
import { simulateOnce } from './simulate-once.ts';

/** What came of one schedule, in one line. */
interface Line {
  readonly scenario: string;
  readonly seed: number;
  readonly status: string;
  readonly because: string;
  readonly traceHash: string;
  readonly virtualMs: number;
  readonly wallMs: number;
}

const print = (line: Line): void => {
  const { scenario, seed, status, because, traceHash, virtualMs, wallMs } = line;
  const times = `${Math.round(virtualMs / 1000)} s in ${Math.round(wallMs)} ms`;
  process.stdout.write(`${scenario} ${seed} ${status} ${traceHash} ${times} ${because}\n`);
};

const summary = (lines: readonly Line[], spentMs: number): string => {
  const counts = Map.groupBy(lines, ({ status }) => status);
  const told = [...counts].map(([status, of]) => `${status} ${of.length}`).join(', ');
  const virtualMs = lines.reduce((sum, line) => sum + line.virtualMs, 0);
  const perMinute = Math.round((lines.length / spentMs) * 60_000);
  const speed = Math.round(virtualMs / spentMs);
  return `${told}; ${perMinute} schedules per minute, ${speed} virtual seconds per second`;
};

/** Simulates schedules of scenarios one after the other in this process and tells of each. */
export const simulateMany = async (options: {
  readonly root: string;
  readonly names: readonly string[];
  readonly first: number;
  readonly count: number;
}): Promise<void> => {
  const config = await readConfig(options.root);
  const catalogue = await findFaults(options.root, config);
  const all = await findScenarios(options.root, config);
  const chosen = all.filter(
    ({ value }) => options.names.length === 0 || options.names.includes(value.name),
  );
  const lines: Line[] = [];
  const beganMs = performance.now();
  for (const found of chosen) {
    for (let seed = options.first; seed < options.first + options.count; seed++) {
      const about = { scenario: found.value.name, seed };
      const startMs = performance.now();
      try {
        const one = await simulateOnce({ projectRoot: options.root, found, seed, catalogue });
        const { status, reasons } = one.judgement;
        const { traceHash, virtualMs } = one.facts;
        const { wallMs } = one;
        lines.push({
          ...about,
          status,
          because: reasons.join(' | '),
          traceHash,
          virtualMs,
          wallMs,
        });
      } catch (error) {
        const because = error instanceof Error ? (error.stack ?? error.message) : String(error);
        const wallMs = performance.now() - startMs;
        lines.push({ ...about, status: 'error', because, traceHash: '', virtualMs: 0, wallMs });
      }
      const last = lines.at(-1);
      if (last !== undefined) print(last);
    }
  }
  process.stdout.write(`${summary(lines, performance.now() - beganMs)}\n`);
};

if (import.meta.main) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seed: { type: 'string' }, count: { type: 'string' } },
  });
  await simulateMany({
    root: resolve(import.meta.dirname, '..'),
    names: positionals,
    first: Number(values.seed ?? 1),
    count: Number(values.count ?? 5),
  });
}
