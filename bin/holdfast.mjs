#!/usr/bin/env node
// Plain JavaScript on purpose: it must run, and explain itself, on a Node that is too old.
import { existsSync } from 'node:fs';
import { sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const least = 24;
const major = Number(process.versions.node.split('.')[0]);
if (major < least) {
  process.stderr.write(
    `holdfast needs Node ${least} or newer, this is ${process.versions.node} (${process.execPath}).\n` +
      'In a checkout, "npm ci" installs the right one: start through npm ("npm run chaos") or npx.\n',
  );
  process.exit(3);
}
const sources = fileURLToPath(new URL('../harness/cli/main.ts', import.meta.url));
// Node strips types only outside node_modules: an installed package runs its built form.
const inCheckout = existsSync(sources) && !sources.includes(`${sep}node_modules${sep}`);
const { main } = await import(
  inCheckout ? '../harness/cli/main.ts' : '../dist/harness/cli/main.js'
);
await main(process.argv);
