import type { Job } from '../suite.ts';
import type { Suite } from './run-and-write.ts';

type DryJob = Job & { readonly covers?: ReadonlySet<string> };

/** A control run's plan has no faults, which looks like a mistake unless it is said. */
const purposeOf = (job: DryJob): string => {
  if (job.purpose === 'control') {
    return `control run, the same load without faults, behind ${[...(job.covers ?? [])].join(', ')}`;
  }
  return job.bug ? `planted bug ${job.bug.name}` : 'scenario';
};

/** Prints the live plans as JSON, and on stderr what each of them is for; runs nothing. */
export const printDryRun = (suite: Suite, jobs: readonly DryJob[]): void => {
  const lines = jobs.map((job, index) => `plan ${index + 1}  ${job.name}: ${purposeOf(job)}`);
  const names = suite.simulated?.scenarios.map(({ value }) => value.name) ?? [];
  if (names.length > 0)
    lines.push(`simulated too, each seed with a plan of its own: ${names.join(', ')}`);
  process.stderr.write(`${lines.join('\n')}\n`);
  const plans = jobs.map(({ plan }) => plan);
  process.stdout.write(`${JSON.stringify(plans, null, 2)}\n`);
};
