import { z } from 'zod';

const count = z.int().nonnegative();
const ms = z.number().nonnegative();
const maybe = z.exactOptional;

const latencies = {
  p50: ms.nullable(),
  p95: ms.nullable(),
  p99: ms.nullable(),
};

const loadPart = z.strictObject({
  name: z.string(),
  requests: count,
  failed: count,
  dropped: count,
  ...latencies,
  /** Failures by error code. */
  codes: z.record(z.string(), count),
  /** The longest stretch without an answer or an effect, and when it began. */
  longestGapMs: ms,
  gapAtMs: z.number(),
});

/** What k6 and the effects showed of one load; a row of `report.json`. */
export const loadRow = z.strictObject({
  profile: z.string(),
  requests: count,
  failed: count,
  dropped: count,
  p50: ms,
  p99: ms,
  longestGapMs: ms,
  thresholds: z.record(z.string(), z.boolean()),
  /** The run that it was measured in. */
  scenario: maybe(z.string()),
  p95: maybe(ms),
  /** Accepted, and never seen again. */
  lost: maybe(count),
  /** Messages with more than one effect. */
  twice: maybe(count),
  /** Failed, but they were in flight at a core that hung. */
  failedInHang: maybe(count),
  rateAsked: maybe(ms),
  rateReached: maybe(ms),
  durationMs: maybe(ms),
  /** Shares of all cores, from 0 to 1; saturated: the times say nothing about the stack. */
  machine: maybe(z.strictObject({ median: ms, most: ms, saturated: z.boolean() })),
  gapLimit: maybe(z.strictObject({ ms, because: z.string() })),
  /** From the fault until the watchdog said so, and until new calls went elsewhere. */
  detectMs: maybe(ms),
  switchMs: maybe(ms),
  /** Timings of the stack that decide about the gap, ms of the run. */
  timings: maybe(z.record(z.string(), ms)),
  /** By path: those who wait for an answer, and effects of what was left. */
  paths: maybe(z.array(loadPart)),
  /** By stretch: before, while and after the fault was at work. */
  windows: maybe(z.array(loadPart.extend({ fromMs: z.number(), toMs: z.number() }))),
  bands: maybe(
    z.array(
      z.strictObject({
        id: count,
        fault: z.string(),
        target: z.string(),
        family: z.string(),
        fromMs: z.number(),
        toMs: z.number(),
      }),
    ),
  ),
  /** The load over time, in bins of equal length. */
  series: maybe(
    z.strictObject({
      fromMs: z.number(),
      everyMs: ms,
      arrived: z.array(count),
      done: z.array(count),
      failed: z.array(count),
      dropped: z.array(count),
      p50: z.array(ms.nullable()),
      p99: z.array(ms.nullable()),
    }),
  ),
});
