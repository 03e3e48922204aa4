import {
  createRequire,
  type LoadFnOutput,
  type LoadHookContext,
  type ResolveFnOutput,
  registerHooks,
  stripTypeScriptTypes,
} from 'node:module';
import { fileURLToPath } from 'node:url';
import { asNobody, runningLife } from '../kernel/running-life.ts';
import { graphOfUrl, isPackage, lifeUrl } from './life-url.ts';
import { askedBy } from './native-import.ts';
import { replacementFor } from './package-replacements.ts';

type NextLoad = (url: string, context?: Partial<LoadHookContext>) => LoadFnOutput;

const require = createRequire(import.meta.url);
const preloaded = new Set<string>();
const loaded = new Map<string, LoadFnOutput>();
const stripped = new Map<string, string>();
/** What one module of a program means by an import: the same in every life, and dear to find. */
const found = new Map<string, ResolveFnOutput>();

/** Evaluates a package as nobody, so that no life's time and randomness are used up by the first. */
const preloadPackage = (url: string): void => {
  if (preloaded.has(url)) return;
  preloaded.add(url);
  try {
    asNobody(() => require(fileURLToPath(url)));
  } catch {
    // It has a top-level await, or fails by itself: the program's own import will tell.
  }
};

const withoutGraph = (url: string): string => url.replace(/[?&]life=\d+/, '');

const textOf = (source: LoadFnOutput['source']): string =>
  typeof source === 'string' ? source : new TextDecoder().decode(source as Uint8Array | undefined);

const plain = (text: string): string => {
  const known = stripped.get(text);
  if (known !== undefined) return known;
  const result = stripTypeScriptTypes(text, { mode: 'strip' });
  stripped.set(text, result);
  return result;
};

/** The last text of each file: graphs that load the same text share it in memory. */
const named = new Map<string, { readonly text: string; readonly source: string }>();

const withName = (bare: string, text: string): string => {
  const known = named.get(bare);
  if (known?.text === text) return known.source;
  // Without the graph's number: a stack must not tell how many lives this process has seen.
  const source = Buffer.from(`${text}\n//# sourceURL=${bare}`).toString();
  named.set(bare, { text, source });
  return source;
};

/** The program's own file, read once per process, edited per world, with an honest stack trace. */
const loadOwn = (url: string, context: LoadHookContext, next: NextLoad): LoadFnOutput => {
  const bare = withoutGraph(url);
  let known = loaded.get(bare);
  if (known === undefined) {
    known = { ...asNobody(() => next(url, context)), shortCircuit: true };
    loaded.set(bare, known);
  }
  if (known.format !== 'module' && known.format !== 'module-typescript') return known;
  const text = textOf(known.source);
  const edited = runningLife()?.world.editSource?.(fileURLToPath(bare), text) ?? text;
  const source = known.format === 'module-typescript' ? plain(edited) : edited;
  return { format: 'module', source: withName(bare, source), shortCircuit: true };
};

let registered = false;

/** Gives each life a module graph of its own; called once per process. */
export const registerModuleHooks = (): void => {
  if (registered) return;
  registered = true;
  registerHooks({
    resolve(specifier, context, next) {
      const asked = askedBy(specifier);
      if (asked !== undefined) {
        const { parentUrl: parentURL } = asked;
        return asNobody(() => next(asked.specifier, { ...context, parentURL }));
      }
      // Code is found and read on the real machine, whoever asks for it.
      const resolve = () => asNobody(() => next(specifier, context));
      const graph = graphOfUrl(context.parentURL);
      if (graph === undefined) return resolve();
      const key = `${withoutGraph(context.parentURL ?? '')} ${specifier}`;
      const resolved = found.get(key) ?? { ...resolve(), shortCircuit: true };
      found.set(key, resolved);
      if (!resolved.url.startsWith('file:')) return resolved;
      if (isPackage(resolved.url)) {
        if (runningLife() !== null) preloadPackage(resolved.url);
        return resolved;
      }
      if (graphOfUrl(resolved.url) !== undefined) return resolved;
      return { ...resolved, url: lifeUrl(resolved.url, graph) };
    },
    load(url, context, next) {
      const replacement = replacementFor(url);
      if (replacement !== undefined) return replacement;
      if (graphOfUrl(url) !== undefined) return loadOwn(url, context, next);
      return asNobody(() => next(url, context));
    },
  });
};
