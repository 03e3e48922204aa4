import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** One breach of the house rules: where, what, and what to do instead. */
interface Breach {
  readonly file: string;
  readonly what: string;
  readonly instead: string;
}

const root = join(import.meta.dirname, '..');
const tracked = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => /\.(ts|tsx|mjs)$/.test(file));
const sourceOf = new Map(tracked.map((file) => [file, read(file)]));
const isTest = (file: string) => /\.test\.tsx?$/.test(file);

function read(file: string): string {
  try {
    return readFileSync(join(root, file), 'utf8');
  } catch {
    // Deleted, but not yet committed.
    return '';
  }
}

/** What a part may import of ours, beside itself; the arrows of ARCHITECTURE.md. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  'harness/core': [],
  'harness/toxics': ['harness/core'],
  'harness/http-faults': ['harness/core'],
  'harness/faults': ['harness/core'],
  'harness/invariants': ['harness/core'],
  'harness/proxy': ['harness/core', 'harness/toxics'],
  'harness/gateway': ['harness/core', 'harness/http-faults'],
  'harness/tools': ['harness/core', 'harness/proxy'],
  'harness/engines': [
    'harness/core',
    'harness/toxics',
    'harness/http-faults',
    'harness/proxy',
    'harness/gateway',
    'harness/tools',
  ],
  'harness/schedules': ['harness', 'harness/core', 'harness/engines'],
  'harness/cli': ['harness', 'reports', 'load'],
  harness: [
    'harness/core',
    'harness/engines',
    'harness/faults',
    'harness/invariants',
    'harness/tools',
  ],
  reports: ['harness/core'],
  // Only prime and the providers read model replies.
  'reference-impl': ['fixtures'],
  fixtures: ['harness/core'],
  scenarios: ['harness/core', 'harness/invariants'],
  load: ['scenarios', 'reference-impl'],
};

const parts = Object.keys(arrows).sort((one, other) => other.length - one.length);
const partOf = (file: string) =>
  parts.find((part) => (part === 'harness' ? dirname(file) === part : file.startsWith(`${part}/`)));

const importsOf = (file: string, text: string): readonly string[] =>
  [...text.matchAll(/(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g)].map((match) =>
    normalize(join(dirname(file), match[1] ?? '')),
  );

const arrowBreaches = (file: string, text: string): readonly Breach[] => {
  const from = partOf(file);
  // A law test joins what the sources keep apart: it drives a family through a real engine.
  if (from === undefined || isTest(file)) return [];
  return importsOf(file, text).flatMap((target) => {
    const to = partOf(target);
    if (to === undefined || to === from || (arrows[from] ?? []).includes(to)) return [];
    // The command line joins everything; load drives stacks as a user of all of it.
    if (/^(harness\/cli|load)$/.test(from) && to.startsWith('harness')) return [];
    return [
      {
        file,
        what: `${from} imports ${to} (${target})`,
        instead: `${from} may import ${[...(arrows[from] ?? [])].join(', ') || 'nothing of ours'}: move the shared part down, or turn the arrow round`,
      },
    ];
  });
};

const linesMost = 250;

const sizeBreaches = (file: string, text: string): readonly Breach[] => {
  const lines = text.split('\n').length - 1;
  if (lines <= linesMost) return [];
  return [{ file, what: `${lines} lines`, instead: `one idea a file, ${linesMost} lines at most` }];
};

const nameBreaches = (file: string): readonly Breach[] => {
  const name = basename(file).replace(/(\.(test|scenario|config|examples))?\.(ts|tsx|mjs)$/, '');
  const breaches: Breach[] = [];
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) {
    breaches.push({ file, what: `file name "${name}"`, instead: 'kebab-case' });
  }
  if (/^(utils?|helpers?|common|misc|index)$/.test(name) && file !== 'harness/index.ts') {
    breaches.push({ file, what: `file name "${name}"`, instead: 'the name of what it exports' });
  }
  return breaches;
};

interface Ban {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Where it does not apply. */
  readonly except: (file: string) => boolean;
}

const never = () => false;
const bans: readonly Ban[] = [
  {
    pattern: /\bMath\.random\(/,
    instead: 'draw from core/rng.ts; programs of the reference stack may pass Math.random in',
    except: (file) => file.startsWith('reference-impl/') || file.startsWith('load/'),
  },
  {
    pattern: /\b(it|test|describe)\.(only|skip|todo)\(/,
    instead: 'a test that runs; say in its title what it needs',
    except: never,
  },
  { pattern: /expect\(true\)/, instead: 'an assertion that can fail', except: never },
  { pattern: /@ts-(ignore|expect-error|nocheck)/, instead: 'the right type', except: never },
  { pattern: /biome-ignore/, instead: 'code that the linter accepts', except: never },
  { pattern: /\b(TODO|FIXME|XXX)\b/, instead: 'do it now, or an open issue', except: never },
  {
    pattern: /\bprocess\.exit\(/,
    instead: 'throw; only programs end their process',
    except: (file) =>
      /^(bin|reference-impl|load)\//.test(file) ||
      /^harness\/(cli|engines\/live|schedules)\//.test(file) ||
      // Probes of how a process ends.
      file.startsWith('harness/engines/simulated/fidelity/process/') ||
      isTest(file),
  },
  {
    pattern: /\bpkill\b|\bkillall\b/,
    instead: 'end processes that we started, by pid',
    except: never,
  },
];

const banBreaches = (file: string, text: string): readonly Breach[] =>
  file === 'harness/tidy.test.ts'
    ? []
    : bans
        .filter((ban) => !ban.except(file) && ban.pattern.test(text))
        .map((ban) => ({ file, what: `matches ${ban.pattern}`, instead: ban.instead }));

const barrelBreaches = (file: string, text: string): readonly Breach[] =>
  file !== 'harness/index.ts' && /^export (\*|\{[^}]*\}|type \{[^}]*\}) from/m.test(text)
    ? [{ file, what: 're-exports', instead: 'import it from where it is' }]
    : [];

const docBreaches = (file: string, text: string): readonly Breach[] => {
  if (isTest(file) || /^(fixtures|scenarios)\//.test(file)) return [];
  const lines = text.split('\n');
  return lines.flatMap((line, index) => {
    const match = /^export (?:async )?(?:const|function|interface|type|class) (\w+)/.exec(line);
    if (!match || lines[index - 1]?.trim().endsWith('*/')) return [];
    return [
      { file, what: `export ${match[1]} has no docstring`, instead: 'one sentence above it' },
    ];
  });
};

const say = (breaches: readonly Breach[]) =>
  breaches.map(({ file, what, instead }) => `${file}: ${what}. Instead: ${instead}.`);

const over = (check: (file: string, text: string) => readonly Breach[]) =>
  say([...sourceOf].flatMap(([file, text]) => check(file, text)));

describe('tidy', () => {
  it('finds the sources', () => expect(tracked.length).toBeGreaterThan(50));
  it('keeps the arrows between the parts', () => expect(over(arrowBreaches)).toEqual([]));
  it('keeps every file small', () => expect(over(sizeBreaches)).toEqual([]));
  it('names files in kebab-case after what they export', () =>
    expect(over((file) => nameBreaches(file))).toEqual([]));
  it('calls nothing that is banned', () => expect(over(banBreaches)).toEqual([]));
  it('has no barrels', () => expect(over(barrelBreaches)).toEqual([]));
  it('says of every export what it is for', () => expect(over(docBreaches)).toEqual([]));
});

describe('the tidy checks themselves', () => {
  it('see an arrow that is turned round', () => {
    const text = "import { run } from '../run.ts';";
    expect(arrowBreaches('harness/core/stack.ts', text)).toHaveLength(1);
    expect(arrowBreaches('harness/cli/run-command.ts', text)).toHaveLength(0);
  });
  it('see the stack and the harness touch', () => {
    const text = "import { x } from '../../harness/core/json.ts';";
    expect(arrowBreaches('reference-impl/services/web.ts', text)).toHaveLength(1);
  });
  it('see a long file, a bad name, a banned call, a barrel and a missing docstring', () => {
    expect(sizeBreaches('a.ts', 'x\n'.repeat(linesMost + 1))).toHaveLength(1);
    expect(nameBreaches('harness/core/myUtils.ts')).toHaveLength(1);
    expect(nameBreaches('harness/core/utils.ts')).toHaveLength(1);
    expect(banBreaches('harness/run.ts', 'const x = Math.random();')).toHaveLength(1);
    expect(barrelBreaches('harness/run.ts', "export { a } from './a.ts';")).toHaveLength(1);
    expect(docBreaches('harness/run.ts', 'export const a = 1;')).toHaveLength(1);
  });
});
