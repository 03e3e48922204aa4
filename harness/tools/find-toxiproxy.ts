import { readFileSync } from 'node:fs';
import { type FoundProgram, findProgram } from './find-program.ts';

/** The Toxiproxy version that the harness is tested with and that its go.mod pins. */
export const toxiproxyVersion = '2.12.0';

/** Finds the real Toxiproxy server: HOLDFAST_TOXIPROXY, the PATH, `.tools/bin`, in this order. */
export function findToxiproxy(): FoundProgram | undefined {
  const found = findProgram({
    variable: 'HOLDFAST_TOXIPROXY',
    names: ['toxiproxy-server'],
    versionArguments: ['-version'],
  });
  if (found === undefined || found.version !== undefined) return found;
  const version = versionInBuildInfo(found.path);
  return version === undefined ? found : { ...found, version };
}

/** A plain `go install` calls itself version "git", but Go writes its modules into the binary. */
function versionInBuildInfo(path: string): string | undefined {
  const text = readFileSync(path, 'latin1');
  return /github\.com\/Shopify\/toxiproxy\/v2\tv(\d+\.\d+\.\d+)/.exec(text)?.[1];
}
