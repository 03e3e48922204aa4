import { setTimeout as sleep, setInterval as ticks } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ProcessProbes } from '../process-probe.ts';

const say = console.log;

/** A time as a class: real machines are late, never early. */
const atLeast = (ms: number, tookMs: number): string =>
  // Timers count whole milliseconds of the loop's own time, which is up to one behind.
  tookMs >= ms - 1.5 && tookMs < ms + 5000 ? `about ${ms} ms or later` : `${tookMs} ms`;

/** What the clocks of a process tell. */
export const clockProbes: ProcessProbes = {
  'a timer takes its time on every clock': async () => {
    const [now, date, hrtime] = [performance.now(), Date.now(), process.hrtime.bigint()];
    await sleep(50);
    say(atLeast(50, performance.now() - now));
    say(atLeast(49, Date.now() - date));
    say(atLeast(50, Number(process.hrtime.bigint() - hrtime) / 1e6));
  },

  'process.uptime and performance.now count from the start': async () => {
    const [uptime, now] = [process.uptime(), performance.now()];
    say(`${uptime >= 0 && uptime < 60} ${now >= 0 && now < 60_000}`);
    await sleep(30);
    say(`${process.uptime() > uptime} ${performance.now() > now}`);
  },

  'timeOrigin and now make the wall clock': () => {
    const wallMs = performance.timeOrigin + performance.now();
    say(`${Math.abs(wallMs - Date.now()) < 1000}`);
  },

  'hrtime never goes back, and counts from an earlier one': async () => {
    const first = process.hrtime();
    const many = Array.from({ length: 1000 }, () => process.hrtime.bigint());
    say(`${many.every((each, index) => index === 0 || each >= (many[index - 1] ?? 0n))}`);
    await sleep(20);
    const [seconds, nanoseconds] = process.hrtime(first);
    say(`${seconds < 60} ${nanoseconds >= 0 && nanoseconds < 1e9}`);
  },

  'an interval keeps its distance': async () => {
    const began = performance.now();
    let count = 0;
    for await (const _tick of ticks(20)) {
      count += 1;
      if (count === 5) break;
    }
    say(atLeast(100, performance.now() - began));
  },

  'timers of strange delays come at once': async () => {
    const began = performance.now();
    const strange = [-5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 31, undefined];
    await Promise.all(strange.map((delay) => promisify(setTimeout)(delay as number)));
    say(`${performance.now() - began < 5000}`);
  },

  'a loop that waits for a clock comes to its end': () => {
    const clocks = [Date.now, () => performance.now(), () => Number(process.hrtime.bigint()) / 1e6];
    for (const clock of clocks) {
      const began = clock();
      while (clock() - began < 20);
      say(atLeast(20, clock() - began));
    }
  },

  'a sleep on the spot takes its time': () => {
    const shared = new Int32Array(new SharedArrayBuffer(4));
    const began = performance.now();
    say(`${Atomics.wait(shared, 0, 1, 1000)} ${Atomics.wait(shared, 0, 0, 30)}`);
    say(atLeast(30, performance.now() - began));
  },

  'marks and measures are on the own clock': async () => {
    const before = performance.now();
    const { startTime } = performance.mark('begin');
    await sleep(30);
    performance.mark('end', { detail: 'done' });
    say(atLeast(30, performance.measure('took', 'begin', 'end').duration));
    say(atLeast(30, performance.measure('until now', 'begin').duration));
    say(`${startTime >= before && startTime <= performance.now()}`);
    performance.clearMarks('begin');
    try {
      performance.measure('lost', 'begin');
    } catch (error) {
      say(String(error));
    }
  },

  'what a process used grows with its age': async () => {
    const [cpu, loop] = [process.cpuUsage(), performance.eventLoopUtilization()];
    await sleep(400);
    const { user, system } = process.cpuUsage(cpu);
    say(`${user + system > 0} ${performance.eventLoopUtilization(loop).idle > 0}`);
    const { rss, heapUsed } = process.memoryUsage();
    say(`${rss > heapUsed} ${process.memoryUsage.rss() > 0} ${process.resourceUsage().maxRSS > 0}`);
  },

  'dates have the form of the machine': () => {
    say(`${new Date(0).toISOString()} ${typeof Date()} ${new Date() > new Date(0)}`);
    say(`${Date.UTC(2030, 0, 1)} ${new Date(2030, 0, 1) instanceof Date} ${Date.length}`);
    say(new Intl.DateTimeFormat('en', { timeZone: 'UTC' }).format(0));
  },

  'a signal with a time limit ends a wait': async () => {
    const began = performance.now();
    const error = await sleep(10_000, undefined, { signal: AbortSignal.timeout(40) }).catch(
      (reason: Error) => reason,
    );
    // The keeper below holds the loop: a signal's own timer does not.
    const { name, cause } = error as Error;
    say(`${name} ${(cause as Error).name} ${atLeast(40, performance.now() - began)}`);
  },

  'joined signals end by the first of theirs': async () => {
    const controller = new AbortController();
    const joined = AbortSignal.any([AbortSignal.timeout(10_000), controller.signal]);
    setTimeout(() => controller.abort('by hand'), 10);
    await new Promise((resolve) => joined.addEventListener('abort', resolve));
    say(`${joined.reason}`);
  },
};
