import { Command } from 'commander';
import { z } from 'zod';
import { UsageError } from '../core/errors.ts';
import type { Fault } from '../core/fault.ts';
import type { Invariant } from '../core/verdict.ts';
import { findFaults, findInvariants } from '../discover.ts';
import { unknown } from '../plan-scenario.ts';
import { openProject } from './project.ts';

/** What each status means and what to do about it. */
const statuses: Readonly<Record<string, string>> = {
  held: 'The rule was put to the test at least once and no counterexample was seen. It is a claim about the schedules that ran, not a proof.\nTo do: nothing; look at "not tested" for what this does not cover.',
  violated:
    'A counterexample was seen: the witnesses name the events. A violated control run means that the stack fails without any fault.\nTo do: open the scenario in report.html, read the story, run the replay command.',
  inert:
    'A fault of the schedule changed nothing that was measured (its receipt has no effects), so the run proves nothing about it.\nTo do: check the target and the time of the step, and whether the load reaches it; mark a step that may find nothing with mayBeIdle.',
  unknown:
    'We cannot tell: evidence is missing (a service never came up, a step fired more than 250 ms late, the control run did not hold, too few operations).\nTo do: read the reason; run the scenario alone, or on a quieter machine.',
  vacuous:
    'The rule had no occasion to fail in this run (exposure 0). Neutral, unless the scenario says that it exercises the rule.\nTo do: nothing, or draw faults that give the rule its occasion.',
  skipped:
    'The engine lacks what a fault of the scenario needs. Not a failure, but not tested either; --strict makes it count.\nTo do: run `npx holdfast doctor`, or another engine.',
  caught: 'A planted bug was violated by its invariant, as it must be.',
  missed:
    'A planted bug stayed undetected, or an equivalent change did not stay held: the harness itself is in doubt (exit code 3).\nTo do: trust no result of this run until the canary is caught again.',
  gap: 'No scenario of this run names the requirement.\nTo do: write a scenario or a test that exercises it.',
  notRunHere: 'The evidence for the requirement exists, but was not run on this tree or machine.',
  effective: 'At least one exchange or operation was changed by the fault, measured at the taps.',
};

/** `holdfast explain NAME`: what an invariant, a fault or a status means and what to do about it. */
export const explainCommand = (): Command =>
  new Command('explain')
    .description('what an invariant, a fault or a status means, and what to do about it')
    .argument('<name>')
    .addHelpText(
      'after',
      `
Statuses: ${Object.keys(statuses).join(', ')}

Examples:
  $ npx holdfast explain no-timeout-failover
  $ npx holdfast explain blackhole
  $ npx holdfast explain inert`,
    )
    .action(explain);

const explain = async (name: string): Promise<void> => {
  const status = statuses[name];
  if (status !== undefined) {
    process.stdout.write(`${name} (status)\n${status}\n`);
    return;
  }
  const { root, config } = await openProject();
  const invariants = await findInvariants(root, config);
  const invariant = invariants.find(({ value }) => value.name === name)?.value;
  const faults = await findFaults(root, config);
  const fault = faults.get(name);
  if (invariant) process.stdout.write(ofInvariant(invariant));
  else if (fault) process.stdout.write(ofFault(fault));
  else {
    const names = [...invariants.map(({ value }) => value.name), ...faults.keys()];
    const all = [...names, ...Object.keys(statuses)];
    throw new UsageError(unknown('invariant, fault or status', name, all));
  }
};

const ofInvariant = ({ name, about, remedy, reads, excuses }: Invariant) =>
  `${name} (invariant, ${reads})
${about}
To do when it is violated: ${remedy}
Excused by: ${excuses.length === 0 ? 'no fault' : excuses.join(', ')}
`;

const ofFault = ({ kind, about, family, on, needs, params, sample, effects }: Fault) =>
  `${kind} (fault, ${family}, on a ${on})
${about}
Needs of the engine: the ${needs} port
Its receipt is effective when one of these counts is above 0: ${effects.join(', ')}
Parameters: ${JSON.stringify(z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }).properties ?? {}, null, 2)}
Example: ${JSON.stringify(sample)}
`;
