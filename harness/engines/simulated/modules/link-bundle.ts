import { parse } from 'es-module-lexer';
import { replaceAll } from './module-text.ts';

/** What a bundle asks a life for, in the order of its function's parameters. */
export const parameters = ['packages', 'importMeta', 'importNow'] as const;

/** `a as b` of an import is `a: b` of a pattern. */
const patternOf = (names: string): string =>
  `{ ${names
    .split(',')
    .map((name) => name.trim().replace(/\s+as\s+/, ': '))
    .filter((name) => name !== '')
    .join(', ')} }`;

const clauseForm =
  /^import\s+(?:(?<main>[\w$]+)\s*,?\s*)?(?:\*\s+as\s+(?<all>[\w$]+)\s+)?(?:\{(?<names>[^}]*)\}\s*)?from\b/;

/** The variables of one import statement, taken from the package's namespace. */
const declarationsOf = (statement: string, specifier: string): string => {
  const clause = clauseForm.exec(statement)?.groups;
  if (clause === undefined) return '';
  const from = `packages.get(${JSON.stringify(specifier)})`;
  const { main, all, names } = clause;
  return [
    main === undefined ? '' : `const { default: ${main} } = ${from};`,
    all === undefined ? '' : `const ${all} = ${from};`,
    names === undefined ? '' : `const ${patternOf(names)} = ${from};`,
  ].join('');
};

const linesOf = (text: string): string => text.replace(/[^\n]/g, '');

/**
 * Turns a bundle's imports and exports into a function: each call gives one life fresh state, while all
 * lives share the compiled code. Line numbers stay what they were.
 */
export const linkBundle = (bundle: string): string => {
  const [imports, exports] = parse(bundle);
  const declarations: string[] = [];
  const removed = [];
  for (const found of imports) {
    const { importStart: start, importEnd: end, specifier } = found;
    if (found.type === 'static' && typeof specifier === 'string') {
      const statement = bundle.slice(start, end);
      declarations.push(declarationsOf(statement, specifier));
      removed.push({ start, end, text: linesOf(statement) });
    } else if (found.type === 'dynamic') {
      removed.push({ start, end: found.dynamicStart + 1, text: "importNow('', " });
    }
  }
  const main = exports.find((one) => 'name' in one && one.name === 'default');
  const first = Math.min(...exports.map(({ exportStart }) => exportStart), bundle.length);
  const body = replaceAll(bundle.slice(0, first), removed);
  const local = main !== undefined && 'localName' in main ? main.localName : undefined;
  const result = local ? `default: ${local}` : '';
  return `'use strict';return async () => {${declarations.join('')}${body}\nreturn { ${result} };}`;
};
