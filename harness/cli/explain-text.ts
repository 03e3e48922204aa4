import { z } from 'zod';
import type { Fault } from '../core/fault.ts';
import type { PlantedBug } from '../core/planted-bug.ts';
import type { Scenario } from '../core/scenario.ts';
import type { Invariant } from '../core/verdict.ts';
import { idsIn, type RequirementEvidence } from '../testing/requirement-evidence.ts';
import { parameterTable } from './parameter-table.ts';
import type { Requirement } from './requirement-rows.ts';

/** An invariant: what it means, what to do when it is violated, what excuses it. */
export const invariantText = ({ name, about, remedy, reads, excuses }: Invariant): string =>
  `${name} (invariant, ${reads})
${about}
To do when it is violated: ${remedy}
Excused by: ${excuses.length === 0 ? 'no fault' : excuses.join(', ')}
`;

/** A fault: what it does, how its receipt is judged, which parameters it takes. */
export const faultText = (fault: Fault): string => {
  const { kind, about, family, on, needs, params, sample, effects } = fault;
  // Only what a person writes is of interest, and what has no JSON Schema is shown as anything.
  const schema = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' });
  return `${kind} (fault, ${family}, on a ${on})
${about}
Needs of the engine: the ${needs} port
Its receipt is effective when one of these counts is above 0: ${effects.join(', ')}
Parameters:
${parameterTable(schema)}
Example: ${JSON.stringify(sample)}
`;
};

/** A scenario: its story, the rules, the requirements, and where it runs. */
export const scenarioText = (scenario: Scenario): string => {
  const { name, about, invariants, exercises, live, mustCheck = [] } = scenario;
  const place = typeof live === 'string' ? `simulated and live (${live})` : `simulated only`;
  const rules = invariants.map((one) => (mustCheck.includes(one.name) ? `${one.name}*` : one.name));
  return `${name} (scenario, ${place})
${about}
Judged by: ${rules.join(', ')}${mustCheck.length > 0 ? ' (* must be put to the test)' : ''}
Exercises: ${exercises.join(', ') || 'no requirement by name'}
Run it: npx holdfast run --scenario ${name}
`;
};

/** A planted bug: what it breaks, where, and who must notice. */
export const bugText = (bug: PlantedBug): string => {
  const { name, breaks, standsFor, scenario, caughtBy, edit } = bug;
  const isEquivalent = caughtBy === 'none';
  const kind = isEquivalent ? 'equivalent change' : 'planted bug';
  const caught = isEquivalent ? 'nothing: it must be left alone' : caughtBy;
  const lines = (text: string, sign: string) => text.split('\n').map((line) => `  ${sign} ${line}`);
  return `${name} (${kind})
${breaks}
Stands for: ${standsFor}
Must be caught by: ${caught}, in ${scenario}
${edit.file}:
${[...lines(edit.find, '-'), ...lines(edit.replace, '+')].join('\n')}
Plant it: npx holdfast zoo ${name}
`;
};

/** What may put a requirement to the test. */
export interface RequirementFacts {
  readonly scenarios: readonly Scenario[];
  readonly bugs: readonly PlantedBug[];
  readonly ran: RequirementEvidence['tests'];
  /** Ids that the titles of tests name. */
  readonly named: ReadonlySet<string>;
}

/** A requirement: its text, and which scenarios, tests and planted bugs are about it. */
export const requirementText = ({ id, text }: Requirement, facts: RequirementFacts): string => {
  const scenarios = facts.scenarios.filter((one) => one.exercises.includes(id));
  const bugs = facts.bugs.filter((bug) => idsIn(bug.standsFor).includes(id));
  const tests = facts.ran.filter((test) => test.id === id);
  const untold = facts.named.has(id) ? 'named by tests that have not run on these sources' : 'none';
  const ran = tests.map((test) => `${test.title} (${test.result})`);
  const list = (items: readonly string[], none: string) =>
    items.length === 0 ? none : `\n${items.map((item) => `  ${item}`).join('\n')}`;
  const names = scenarios.map(({ name }) => name);
  const isGap = names.length === 0 && tests.length === 0 && !facts.named.has(id);
  return `${id} (requirement)
${text}
Scenarios: ${list(names, 'none')}
Tests: ${list(ran, untold)}
Planted bugs: ${list(
    bugs.map(({ name, breaks }) => `${name}: ${breaks}`),
    'none',
  )}
${isGap ? 'A gap: nothing exercises it yet.\n' : ''}${names.length > 0 ? `Try it: npx holdfast run ${names.map((name) => `--scenario ${name}`).join(' ')}\n` : ''}`;
};
