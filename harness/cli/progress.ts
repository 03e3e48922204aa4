import { createLogUpdate } from 'log-update';
import colors from 'picocolors';
import type { ScheduleOutcome } from '../schedules/schedule.ts';
import type { Job, JobResult, SuiteEvent } from '../suite.ts';
import { canaryStatus } from './canary-status.ts';

/** Shows a suite while it runs: a live view on a terminal, plain lines elsewhere, nothing if quiet. */
export interface Progress {
  onEvent(event: SuiteEvent): void;
  onSchedule(outcome: ScheduleOutcome): void;
  stop(): void;
}

/** How the outcome of one job is said in a word. */
export const wordOf = (result: JobResult): string => {
  const canary = canaryStatus(result);
  if (canary === 'caught' && result.bug?.caughtBy === 'none') return 'held';
  if (canary !== undefined) return canary;
  return result.ended === 'judged' ? result.judgement.status : result.ended;
};

const paint = (word: string): string => {
  if (word === 'held' || word === 'caught') return colors.green(word);
  if (word === 'violated' || word === 'missed') return colors.red(word);
  return colors.yellow(word);
};

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

const lineOf = (result: JobResult): string => {
  const because = result.ended === 'judged' ? result.judgement.reasons[0] : result.because;
  const word = wordOf(result);
  const why = because !== undefined && word !== 'held' && word !== 'caught' ? `  ${because}` : '';
  return `${paint(word.padEnd(8))} ${result.name}  ${colors.dim(seconds(result.wallMs))}${why}`;
};

/** A schedule that did not hold, in a line; those that held are only counted. */
const scheduleLine = ({ schedule, status, reasons }: ScheduleOutcome): string | undefined =>
  status === 'held'
    ? undefined
    : `${paint(status.padEnd(8))} ${schedule.scenario}  simulated, seed ${schedule.seed}  ${reasons[0] ?? ''}`;

const createTally = () => {
  let virtualMs = 0;
  const tally = {
    schedules: 0,
    add: (outcome: ScheduleOutcome) => {
      tally.schedules += 1;
      virtualMs += outcome.virtualMs;
    },
    say: () =>
      `${tally.schedules} simulated schedules, ${Math.round(virtualMs / 60_000)} virtual minutes`,
  };
  return tally;
};

/** Creates the view that fits where the output goes. */
export const createProgress = (total: number, options: { readonly quiet: boolean }): Progress => {
  if (options.quiet) return { onEvent: () => {}, onSchedule: () => {}, stop: () => {} };
  const plain = !process.stderr.isTTY || process.env.CI !== undefined;
  return plain ? plainProgress(total) : liveProgress(total);
};

const plainProgress = (total: number): Progress => {
  let ended = 0;
  const tally = createTally();
  process.stderr.write(`${total} runs\n`);
  return {
    onEvent: (event) => {
      if (event.what !== 'ended') return;
      ended += 1;
      process.stderr.write(`[${ended}/${total}] ${lineOf(event.result)}\n`);
    },
    onSchedule: (outcome) => {
      tally.add(outcome);
      const line = scheduleLine(outcome);
      if (line) process.stderr.write(`${line}\n`);
    },
    stop: () => {
      if (tally.schedules > 0) process.stderr.write(`${tally.say()}\n`);
    },
  };
};

const liveProgress = (total: number): Progress => {
  const view = createLogUpdate(process.stderr);
  const startedAt = performance.now();
  const active = new Map<string, { job: Job; state: string; since: number }>();
  const found = { ended: 0, words: new Map<string, number>() };
  const tally = createTally();
  const draw = () => {
    const now = performance.now();
    const counts = [...found.words].map(([word, count]) => `${count} ${paint(word)}`).join(' · ');
    const lines = [...active.values()].map(
      ({ job, state, since }) =>
        `  ${state.padEnd(8)} ${job.name}  ${colors.dim(seconds(now - since))}`,
    );
    const head = `${found.ended}/${total} runs · ${seconds(now - startedAt)}`;
    const simulated = tally.schedules > 0 ? [tally.say()] : [];
    view([`${head}${counts ? ` · ${counts}` : ''}`, ...simulated, ...lines].join('\n'));
  };
  const timer = setInterval(draw, 200);
  return {
    onEvent: (event) => {
      if (event.what === 'ended') {
        active.delete(event.job.name);
        found.ended += 1;
        const word = wordOf(event.result);
        found.words.set(word, (found.words.get(word) ?? 0) + 1);
        view.clear();
        process.stderr.write(`${lineOf(event.result)}\n`);
      } else {
        const since = active.get(event.job.name)?.since ?? performance.now();
        active.set(event.job.name, { job: event.job, state: event.what, since });
      }
      draw();
    },
    onSchedule: (outcome) => {
      tally.add(outcome);
      const line = scheduleLine(outcome);
      if (line === undefined) return;
      view.clear();
      process.stderr.write(`${line}\n`);
      draw();
    },
    stop: () => {
      clearInterval(timer);
      view.clear();
      view.done();
    },
  };
};
