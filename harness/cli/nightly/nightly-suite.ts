import type { PlantedBug } from '../../core/planted-bug.ts';
import { planSchedules, type SeedBlock } from '../../schedules/plan-schedules.ts';
import { zooLeftOut } from '../coverage.ts';
import { liveJobs } from '../live-jobs.ts';
import type { SuiteGround } from '../run-and-report.ts';
import type { Suite } from '../run-and-write.ts';
import type { RunOptions } from '../run-command.ts';
import type { EngineName } from '../run-options.ts';
import { nightlyUnits, type Unit, unitKey } from './nightly-units.ts';
import { dealt } from './shard.ts';

const defaultRuns: Readonly<Record<EngineName, number>> = { live: 3, simulated: 200 };

/** Everything, or the part of it that a shard is given. */
export const nightlySuite = (ground: SuiteGround, options: RunOptions): Suite => {
  const { seed, engines, chosen, all, bugs, plant } = ground;
  const { runs, shard, time } = options;
  const whole = options.scenario.length === 0 && options.lastFailed !== true && !plant;
  const units = dealt(
    nightlyUnits({
      scenarios: chosen.map(({ value }) => value),
      bugs: whole ? bugs : [],
      engines,
      seed,
      runs: runs === undefined ? defaultRuns : { live: runs, simulated: runs },
    }),
    shard ?? { index: 1, count: 1 },
    unitKey,
  );
  const live = blocksOf(units, 'live', ground);
  const simulated = blocksOf(units, 'simulated', ground);
  const untilMs = (startedMs: number) => startedMs + (time ?? Infinity);
  return {
    ...ground,
    concurrency: options.concurrency,
    failFast: options.failFast === true,
    ...(time === undefined ? {} : { timeMs: time }),
    ...(shard === undefined ? {} : { shard }),
    scenarioJobs: liveJobs(live, { ...ground, isPart: true }),
    canaryJobs: [],
    hunt: {
      ground: { scenarios: all, catalogue: ground.catalogue, seed, budget: options.budget },
      bugs: { live: bugsOf(units, 'live', bugs), simulated: bugsOf(units, 'simulated', bugs) },
    },
    notTested: notTestedOf(ground, whole),
    simulated:
      simulated.length === 0
        ? undefined
        : {
            scenarios: all.filter((found) => simulated.some((block) => block.found === found)),
            schedules: (folder, startedMs) =>
              planSchedules(simulated, {
                seed,
                untilMs: untilMs(startedMs),
                folder,
                ...(plant === undefined ? {} : { edits: [plant.edit] }),
              }),
          },
  };
};

const blocksOf = (
  units: readonly Unit[],
  engine: EngineName,
  { all }: SuiteGround,
): readonly SeedBlock[] =>
  units.flatMap((unit) => {
    if (unit.kind !== 'schedules' || unit.engine !== engine) return [];
    const found = all.find(({ value }) => value.name === unit.scenario);
    return found ? [{ found, firstSeed: unit.firstSeed, count: unit.count }] : [];
  });

const bugsOf = (
  units: readonly Unit[],
  engine: EngineName,
  bugs: readonly PlantedBug[],
): readonly PlantedBug[] =>
  bugs.filter((bug) =>
    units.some((unit) => unit.kind === 'bug' && unit.engine === engine && unit.bug === bug.name),
  );

const notTestedOf = ({ chosen, engines }: SuiteGround, whole: boolean): readonly string[] => [
  'Containers: that engine is not part of this version.',
  ...(whole ? [] : [zooLeftOut]),
  ...(engines.includes('live') ? chosen : []).flatMap(({ value }) =>
    typeof value.live === 'object' ? [`${value.name}, live: ${value.live.never}`] : [],
  ),
];
