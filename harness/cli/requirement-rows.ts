import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../core/errors.ts';
import type { ReportModel, ReportRun } from '../core/report-model.ts';
import type { RequirementEvidence } from '../testing/requirement-evidence.ts';
import type { Project } from './project.ts';

const schema = z.array(z.strictObject({ id: z.string().min(1), text: z.string().min(1) }));

/** A requirement of the stack, as the report prints it. */
export type Requirement = z.output<typeof schema>[number];

/** The requirement texts of a project; a project without the file has none. */
export const readRequirements = async (project: Project): Promise<readonly Requirement[]> => {
  const file = join(project.root, project.config.requirements);
  if (!existsSync(file)) return [];
  const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (parsed.success) return parsed.data;
  throw new UsageError(`${project.config.requirements}: ${z.prettifyError(parsed.error)}`);
};

type Row = ReportModel['requirements'][number];

// The worst evidence decides; a requirement held by one scenario and unknown in another is unknown.
const order = ['violated', 'inert', 'unknown', 'held', 'notRunHere'] as const;

/** Which runs and tests put each requirement to the test, and how they ended; without one: a gap. */
export const requirementRows = (
  requirements: readonly Requirement[],
  runs: readonly ReportRun[],
  tests: { readonly ran: RequirementEvidence['tests']; readonly named: ReadonlySet<string> },
): readonly Row[] => {
  const named = new Set([...runs.flatMap((run) => run.exercises), ...tests.named]);
  const known = new Set(requirements.map(({ id }) => id));
  const ids = [...known, ...[...named].filter((id) => !known.has(id))];
  return ids.map((id) => {
    const exercising = runs.filter((run) => run.exercises.includes(id));
    const titled = tests.ran.filter((test) => test.id === id);
    const statuses = [
      ...exercising.map((run) => (run.status === 'skipped' ? 'notRunHere' : run.status)),
      ...titled.map((test) => test.result),
      ...(titled.length === 0 && tests.named.has(id) ? ['notRunHere' as const] : []),
    ];
    return {
      id,
      status: order.find((status) => statuses.includes(status)) ?? 'gap',
      evidence: [
        ...exercising.map((run) => `${run.scenario} (${run.engine}, ${seedsOf(run)})`),
        ...titled.map((test) => `test: ${test.title}`),
      ],
      ...(titled.length > 0
        ? { tests: titled.map(({ title, result }) => ({ title, result })) }
        : {}),
    };
  });
};

const seedsOf = ({ seed, seeds }: ReportRun): string => {
  const ranges = (seeds ?? [[seed, seed]]).map(([from, to]) =>
    from === to ? `${from}` : `${from} to ${to}`,
  );
  const isOne = ranges.length === 1 && !ranges[0]?.includes(' ');
  return `${isOne ? 'seed' : 'seeds'} ${ranges.join(', ')}`;
};
