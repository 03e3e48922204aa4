import type { History } from '../../harness/core/history.ts';
import type { Invariant, Verdict } from '../../harness/core/verdict.ts';
import { gapLimitOf } from '../results/gap-limit.ts';
import { loadCalls } from '../results/load-calls.ts';
import { machineLoadOf } from '../results/machine-load.ts';
import { pathGaps } from '../results/path-gaps.ts';

const checkGaps = (history: History): Verdict => {
  const calls = loadCalls(history);
  const limit = gapLimitOf(history);
  if (limit === undefined) return { status: 'vacuous', because: 'no fault was at work' };
  if (calls.length === 0) return { status: 'vacuous', because: 'there was no load' };
  const said = [...pathGaps(calls)].map(([path, gap]) => ({
    gap,
    text: `${Math.round(gap.lengthMs)} ms (${path})`,
  }));
  const text = said.map((one) => one.text).join(', ');
  const bound = `${Math.round(limit.ms)} ms (${limit.because})`;
  const long = said.filter(({ gap }) => gap.lengthMs > limit.ms);
  const checked = calls.length;
  if (long.length === 0) {
    return {
      status: 'held',
      checked,
      because: `longest without an answer: ${text}; at most ${bound}`,
    };
  }
  const because = `without an answer for ${text}; at most ${bound}`;
  const machine = machineLoadOf(history);
  if (machine?.saturated === true) {
    const busy = `${Math.round(machine.median * 100)} %`;
    return { status: 'unknown', because: `${because}; but the machine was ${busy} busy` };
  }
  const near = calls.filter((call) =>
    long.some(({ gap }) => Math.abs(call.startMs - gap.fromMs) < gap.lengthMs),
  );
  const witnesses = near.slice(0, 20).flatMap(({ indices }) => indices);
  return { status: 'violated', checked, because, witnesses };
};

/** A failover is quick: 100 ms for what fails at once, the watchdog's verdict for what hangs. */
export const gapIsShort: Invariant = {
  name: 'gap-is-short',
  about: 'Answers go on: no longer gap than 100 ms, or than the watchdog needs to see a hang.',
  remedy:
    'Compare with retry base delay × 7 and one answer of the standby; look at the machine’s load ' +
    'first, then at connections that are opened anew for every attempt.',
  reads: 'reference',
  excuses: [],
  check: checkGaps,
};
