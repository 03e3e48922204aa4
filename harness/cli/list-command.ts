import Table from 'cli-table3';
import { Command, Option } from 'commander';
import { findBugs, findFaults, findInvariants, findScenarios } from '../discover.ts';
import { openProject, type Project } from './project.ts';

interface Item {
  readonly name: string;
  readonly note: string;
  readonly about: string;
}

const kinds = ['scenarios', 'faults', 'invariants', 'zoo'] as const;
type Kind = (typeof kinds)[number];

const itemsOf: Readonly<Record<Kind, (project: Project) => Promise<readonly Item[]>>> = {
  scenarios: async ({ root, config }) =>
    (await findScenarios(root, config)).map(({ value }) => ({
      name: value.name,
      note: value.exercises.join(' '),
      about: value.about,
    })),
  faults: async ({ root, config }) =>
    [...(await findFaults(root, config)).values()].map((fault) => ({
      name: fault.kind,
      note: `${fault.family}, on a ${fault.on}`,
      about: fault.about,
    })),
  invariants: async ({ root, config }) =>
    (await findInvariants(root, config)).map(({ value }) => ({
      name: value.name,
      note: value.reads,
      about: value.about,
    })),
  zoo: async ({ root, config }) =>
    (await findBugs(root, config)).map(({ value }) => ({
      name: value.name,
      note: `${value.standsFor} → ${value.caughtBy}`,
      about: value.breaks,
    })),
};

/** `holdfast list`: everything that can be named, with one line each. */
export const listCommand = (): Command =>
  new Command('list')
    .description('scenarios, faults, invariants and planted bugs, with one line each')
    .argument('[kind]', `one of: ${kinds.join(', ')} (default: all)`)
    .addOption(new Option('--json', 'as JSON'))
    .addHelpText('after', '\nExample:\n  $ npx holdfast list faults')
    .action(list);

const list = async (kind: string | undefined, given: { json?: true }, command: Command) => {
  const wanted = kinds.filter((one) => kind === undefined || one === kind);
  if (wanted.length === 0) command.error(`error: no kind "${kind}"; there are ${kinds.join(', ')}`);
  const project = await openProject();
  const all: Partial<Record<Kind, readonly Item[]>> = {};
  for (const one of wanted) all[one] = await itemsOf[one](project);
  if (given.json) {
    process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
    return;
  }
  for (const [name, items] of Object.entries(all)) {
    process.stdout.write(`\n${name} (${items.length})\n${tableOf(items)}\n`);
  }
};

const tableOf = (items: readonly Item[]): string => {
  const width = process.stdout.columns ?? 120;
  const nameWidth = Math.max(4, ...items.map((item) => item.name.length)) + 2;
  const noteWidth = 28;
  const table = new Table({
    chars: noFrame,
    style: { 'padding-left': 0, 'padding-right': 1, head: [], border: [] },
    colWidths: [nameWidth, noteWidth, Math.max(30, width - nameWidth - noteWidth - 4)],
    wordWrap: true,
  });
  for (const item of items) table.push([item.name, item.note, item.about]);
  return table.toString();
};

const noFrame = Object.fromEntries(
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle'
    .split(' ')
    .map((part) => [part, '']),
);
