import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../../..');

interface Step {
  readonly run?: string;
  readonly uses?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly 'continue-on-error'?: boolean;
}

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly needs?: string;
        readonly if?: string;
        readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
        readonly steps: readonly Step[];
      }
    >
  >;
}

const read = (file: string): Workflow =>
  parse(readFileSync(join(root, file), 'utf8'), { uniqueKeys: true, strict: true });

const stepsOf = (workflow: Workflow) => Object.values(workflow.jobs).flatMap((job) => job.steps);
const commandsOf = (workflow: Workflow) =>
  stepsOf(workflow).flatMap((step) => (step.run === undefined ? [] : [step.run]));

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe.each(globSync('.github/workflows/*.yml', { cwd: root }))('%s', (file) => {
  const workflow = read(file);

  it('calls only scripts, commands and files that exist', () => {
    for (const command of commandsOf(workflow)) {
      for (const [, name] of command.matchAll(/\bnpm run ([\w:-]+)/g)) {
        expect(scripts).toHaveProperty([name ?? '']);
      }
      for (const [, name] of command.matchAll(/\bnpx holdfast ([\w-]+)/g)) {
        expect(existsSync(join(root, `harness/cli/${name}-command.ts`))).toBe(true);
      }
      for (const [, path] of command.matchAll(/(?:^|\s)(\.ci\/\w+)/g)) {
        expect(existsSync(join(root, path ?? ''))).toBe(true);
      }
    }
  });

  it('reads nothing of its matrix that the matrix does not have', () => {
    for (const job of Object.values(workflow.jobs)) {
      const names = [...JSON.stringify(job).matchAll(/matrix\.(\w+)/g)].map(([, name]) => name);
      for (const name of names) expect(Object.keys(job.strategy?.matrix ?? {})).toContain(name);
    }
  });
});

describe('the nightly workflow', () => {
  const { jobs } = read('.github/workflows/nightly.yml');
  const shard = jobs.shard;
  const report = jobs.report;
  const suite = shard?.steps.find((step) => step.run?.includes('chaos:nightly'));

  it('runs every shard of its suite on every engine, and no other', () => {
    const shards = shard?.strategy?.matrix.shard ?? [];
    const [, count] = /--shard \$\{\{ matrix\.shard \}\}\/(\d+)/.exec(suite?.run ?? '') ?? [];
    expect(shards).toEqual(Array.from({ length: Number(count) }, (_, index) => index + 1));
    expect(shard?.strategy?.matrix.engine).toEqual(['live', 'simulated']);
    expect(suite?.run).toMatch(/--engine \$\{\{ matrix\.engine \}\}/);
  });

  it('gives options that the command has', async () => {
    const { runCommand } = await import('../run-command.ts');
    const { reportCommand } = await import('../report-command.ts');
    const merge = report?.steps.find((step) => step.run?.includes('npm run report'));
    for (const [command, text] of [
      [runCommand(), suite?.run],
      [reportCommand(), merge?.run],
    ] as const) {
      const given = [...(text ?? '').matchAll(/\s(--\w[\w-]*)/g)].map(([, name]) => name);
      const known = command.options.map((option) => option.long);
      expect(given.length).toBeGreaterThan(1);
      for (const name of given) expect(known).toContain(name);
    }
  });

  it('uploads the report of every shard whatever came of it, and merges all that were uploaded', () => {
    expect(suite?.['continue-on-error']).toBe(true);
    const upload = shard?.steps.find((step) => step.uses?.startsWith('actions/upload-artifact'));
    expect(upload?.if).toBe('always()');
    const name = String(upload?.with?.name);
    expect(name).toMatch(/\$\{\{ matrix\.engine \}\}-\$\{\{ matrix\.shard \}\}/);
    expect(report).toMatchObject({ needs: 'shard', if: 'always()' });
    const download = report?.steps.find((step) => step.uses?.includes('download-artifact'));
    const pattern = String(download?.with?.pattern).replace('*', '');
    expect(name.startsWith(pattern)).toBe(true);
  });

  it('fails with the exit code of the merged report', () => {
    const merge = report?.steps.find((step) => step.run?.includes('--merge'));
    expect(merge?.['continue-on-error']).toBeUndefined();
    expect(merge?.run).not.toMatch(/\|\||;/);
  });
});
