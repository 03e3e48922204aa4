import { createLogUpdate } from 'log-update';
import colors from 'picocolors';
import { counted } from '../../reports/words/numbers.ts';
import type { PlantedBug } from '../core/planted-bug.ts';
import type { Schedule, ScheduleOutcome } from '../schedules/schedule.ts';
import { expectedMs, type Job, type JobResult, type SuiteEvent } from '../suite.ts';
import { canaryStatus } from './canary-status.ts';
import { type Pace, timeLeftMs } from './time-left.ts';

/** Shows a suite while it runs: a live view on a terminal, plain lines elsewhere, nothing if quiet. */
export interface Progress {
  onEvent(event: SuiteEvent): void;
  onSchedule(outcome: ScheduleOutcome): void;
  /** A simulated schedule with a planted bug in place. */
  onBugSchedule(outcome: ScheduleOutcome, bug: PlantedBug): void;
  stop(): void;
}

/** How the outcome of one job is said in a word. */
export const wordOf = (result: JobResult): string => {
  const canary = canaryStatus(result);
  if (canary === 'caught' && result.bug?.caughtBy === 'none') return 'held';
  if (canary !== undefined) return canary;
  return result.ended === 'judged' ? result.judgement.status : result.ended;
};

/** A status word in its colour; padding does not change what it is. */
const paint = (padded: string): string => {
  const word = padded.trim();
  if (word === 'held' || word === 'caught') return colors.green(padded);
  if (word === 'violated' || word === 'missed') return colors.red(padded);
  return colors.yellow(padded);
};

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

const lineOf = (result: JobResult): string => {
  const because = result.ended === 'judged' ? result.judgement.reasons[0] : result.because;
  const word = wordOf(result);
  const why = because !== undefined && word !== 'held' && word !== 'caught' ? `  ${because}` : '';
  return `${paint(word.padEnd(8))} ${result.name}  ${colors.dim(seconds(result.wallMs))}${why}`;
};

/** The second run of a schedule only compares traces; what it found was told by the first. */
const isRepeat = ({ folder }: Schedule): boolean => folder.endsWith('-again');

/** A schedule that did not hold, in a line; those that held are only counted. */
const scheduleLine = ({ schedule, status, reasons }: ScheduleOutcome): string | undefined =>
  status === 'held' || isRepeat(schedule)
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
      `${counted(tally.schedules, 'simulated schedule')}, ${counted(Math.round(virtualMs / 60_000), 'virtual minute')}`,
  };
  return tally;
};

/** A simulated schedule of a planted bug, in a line. */
const bugLine = ({ schedule, verdicts, status }: ScheduleOutcome, bug: PlantedBug): string => {
  const own = verdicts.find((verdict) => verdict.invariant === bug.caughtBy);
  const word = own?.status === 'violated' ? 'caught' : status;
  return `${paint(word.padEnd(8))} ${bug.name}  simulated, seed ${schedule.seed}`;
};

/** What a view must know of a suite beforehand. */
export interface ProgressOptions {
  readonly quiet: boolean;
  readonly concurrency: number;
  /** `performance.now()` at which simulation ends, if it is known. */
  readonly untilMs?: number | undefined;
}

/** Creates the view that fits where the output goes. */
export const createProgress = (jobs: readonly Job[], options: ProgressOptions): Progress => {
  const nothing = () => {};
  if (options.quiet) {
    return { onEvent: nothing, onSchedule: nothing, onBugSchedule: nothing, stop: nothing };
  }
  const plain = !process.stderr.isTTY || process.env.CI !== undefined;
  return plain ? plainProgress(jobs.length) : liveProgress(jobs, options);
};

const plainProgress = (total: number): Progress => {
  let ended = 0;
  const tally = createTally();
  process.stderr.write(`${total} live runs\n`);
  return {
    onEvent: (event) => {
      if (event.what !== 'ended') return;
      ended += 1;
      // The runs of hunted bugs are not known beforehand.
      const place = `[${ended}/${Math.max(total, ended)}]`;
      process.stderr.write(`${place} ${lineOf(event.result)}\n`);
    },
    onSchedule: (outcome) => {
      tally.add(outcome);
      const line = scheduleLine(outcome);
      if (line) process.stderr.write(`${line}\n`);
    },
    onBugSchedule: (outcome, bug) => process.stderr.write(`${bugLine(outcome, bug)}\n`),
    stop: () => {
      if (tally.schedules > 0) process.stderr.write(`${tally.say()}\n`);
    },
  };
};

const createPaces = (jobs: readonly Job[], options: ProgressOptions) => {
  const paces = new Map<string, Pace>(
    jobs.map((job) => [job.name, { expectedMs: expectedMs(job) }]),
  );
  return {
    note: (event: SuiteEvent, nowMs: number) => {
      const known = paces.get(event.job.name) ?? { expectedMs: expectedMs(event.job) };
      const more =
        event.what === 'ended'
          ? { tookMs: event.result.wallMs }
          : { sinceMs: known.sinceMs ?? nowMs };
      paces.set(event.job.name, { ...known, ...more });
    },
    say: (nowMs: number): string => {
      const { concurrency, untilMs } = options;
      const facts = { nowMs, concurrency, ...(untilMs === undefined ? {} : { untilMs }) };
      const left = timeLeftMs([...paces.values()], facts);
      return left < 1_000 ? 'about to end' : `about ${Math.ceil(left / 1_000)} s left`;
    },
  };
};

const liveProgress = (jobs: readonly Job[], options: ProgressOptions): Progress => {
  const view = createLogUpdate(process.stderr);
  const startedAt = performance.now();
  const active = new Map<string, { job: Job; state: string; since: number }>();
  const found = { ended: 0, words: new Map<string, number>() };
  const tally = createTally();
  const paces = createPaces(jobs, options);
  const draw = () => {
    const now = performance.now();
    const counts = [...found.words].map(([word, count]) => `${count} ${paint(word)}`).join(' · ');
    const lines = [...active.values()].map(
      ({ job, state, since }) =>
        `  ${state.padEnd(8)} ${job.name}  ${colors.dim(seconds(now - since))}`,
    );
    const total = Math.max(jobs.length, found.ended + active.size);
    const took = seconds(now - startedAt);
    const head = `${found.ended}/${total} live runs · ${took} · ${paces.say(now)}`;
    const simulated = tally.schedules > 0 ? [tally.say()] : [];
    view([`${head}${counts ? ` · ${counts}` : ''}`, ...simulated, ...lines].join('\n'));
  };
  const print = (line: string) => {
    view.clear();
    process.stderr.write(`${line}\n`);
    draw();
  };
  const timer = setInterval(draw, 200);
  return {
    onEvent: (event) => {
      const { name } = event.job;
      const now = performance.now();
      paces.note(event, now);
      if (event.what !== 'ended') {
        const since = active.get(name)?.since ?? now;
        active.set(name, { job: event.job, state: event.what, since });
        return draw();
      }
      active.delete(name);
      found.ended += 1;
      const word = wordOf(event.result);
      found.words.set(word, (found.words.get(word) ?? 0) + 1);
      print(lineOf(event.result));
    },
    onSchedule: (outcome) => {
      tally.add(outcome);
      const line = scheduleLine(outcome);
      if (line !== undefined) print(line);
    },
    onBugSchedule: (outcome, bug) => print(bugLine(outcome, bug)),
    stop: () => {
      clearInterval(timer);
      view.clear();
      view.done();
    },
  };
};
