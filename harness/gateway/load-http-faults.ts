import { readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../core/errors.ts';
import type { JsonObject } from '../core/json.ts';
import type { HttpAct, HttpFault } from '../http-faults/http-fault.ts';

/** The HTTP faults that were found, by kind. */
export interface HttpFaults {
  readonly kinds: readonly string[];
  actOf(kind: string, params: JsonObject): HttpAct;
}

const folder = join(import.meta.dirname, '../http-faults');
const extension = extname(import.meta.filename);

const isFault = (file: string): boolean =>
  file.endsWith(extension) && !/\.(?:test|d)\.ts$/.test(file) && file !== `http-fault${extension}`;

const camelCase = (kebab: string): string =>
  kebab.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

const load = async (file: string): Promise<HttpFault> => {
  const kind = camelCase(basename(file, extension));
  const module: Record<string, unknown> = await import(pathToFileURL(join(folder, file)).href);
  const fault = module[kind];
  if (typeof fault !== 'object' || fault === null || !('act' in fault)) {
    throw new UsageError(`http-faults/${file} must export \`${kind}\`, an HttpFault`);
  }
  // Its shape was looked at above; the folder's own type check does the rest.
  return fault as HttpFault;
};

/** Discovers `harness/http-faults/`: a file `slow-body.ts` exports `slowBody`. */
export const loadHttpFaults = async (): Promise<HttpFaults> => {
  const faults = await Promise.all(readdirSync(folder).filter(isFault).sort().map(load));
  const byKind = new Map(faults.map((fault) => [fault.kind, fault]));
  return {
    kinds: [...byKind.keys()],
    actOf: (kind, params) => {
      const fault = byKind.get(kind);
      if (!fault) {
        const known = [...byKind.keys()].join(', ');
        throw new UsageError(`no HTTP fault is called ${kind}; there are ${known}`);
      }
      return fault.act(fault.params.parse(params));
    },
  };
};
