import { Command } from 'commander';
import { UsageError } from '../core/errors.ts';
import { findBugs, findFaults, findInvariants, findScenarios } from '../discover.ts';
import { unknown } from '../plan-scenario.ts';
import { idsInTests, readEvidence } from '../testing/requirement-evidence.ts';
import {
  bugText,
  faultText,
  invariantText,
  requirementText,
  scenarioText,
} from './explain-text.ts';
import { openProject, type Project } from './project.ts';
import { readRequirements } from './requirement-rows.ts';

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
  gap: 'No scenario of this run and no test names the requirement.\nTo do: write a scenario or a test that exercises it.',
  notRunHere: 'The evidence for the requirement exists, but was not run on this tree or machine.',
  effective: 'At least one exchange or operation was changed by the fault, measured at the taps.',
};

/** `holdfast explain NAME`: what anything that can be named means and what to do about it. */
export const explainCommand = (): Command =>
  new Command('explain')
    .description(
      'what an invariant, a fault, a scenario, a planted bug, a requirement or a status means',
    )
    .argument('<name>')
    .addHelpText(
      'after',
      `
Statuses: ${Object.keys(statuses).join(', ')}

Examples:
  $ npx holdfast explain no-timeout-failover
  $ npx holdfast explain blackhole
  $ npx holdfast explain G11
  $ npx holdfast explain inert`,
    )
    .action(explain);

const explain = async (name: string): Promise<void> => {
  const status = statuses[name];
  if (status !== undefined) {
    process.stdout.write(`${name} (status)\n${status}\n`);
    return;
  }
  const texts = await textsOf(await openProject());
  const text = texts.get(name) ?? texts.get(name.toUpperCase());
  if (text === undefined) {
    const what = 'invariant, fault, scenario, planted bug, requirement or status';
    const said = unknown(what, name, [...texts.keys(), ...Object.keys(statuses)]);
    // Some two hundred names are no help beside the one that was meant.
    const [meant = said] = said.split(' there are: ');
    throw new UsageError(`${meant} (\`npx holdfast list\` names them all)`);
  }
  process.stdout.write(text());
};

/** Everything of a project that has a name, with how it is explained. */
const textsOf = async (project: Project): Promise<ReadonlyMap<string, () => string>> => {
  const { root, config } = project;
  const invariants = (await findInvariants(root, config)).map(({ value }) => value);
  const scenarios = (await findScenarios(root, config)).map(({ value }) => value);
  const bugs = (await findBugs(root, config)).map(({ value }) => value);
  const faults = [...(await findFaults(root, config)).values()];
  const requirements = await readRequirements(project);
  const tests = () => ({
    ran: readEvidence(root)?.tests ?? [],
    named: idsInTests(root),
  });
  return new Map<string, () => string>([
    ...requirements.map(
      (one) => [one.id, () => requirementText(one, { scenarios, bugs, ...tests() })] as const,
    ),
    ...bugs.map((one) => [one.name, () => bugText(one)] as const),
    ...scenarios.map((one) => [one.name, () => scenarioText(one)] as const),
    ...faults.map((one) => [one.kind, () => faultText(one)] as const),
    ...invariants.map((one) => [one.name, () => invariantText(one)] as const),
  ]);
};
