import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

/** The page with the policy that its answer carries. */
export interface DashboardPage {
  readonly html: string;
  readonly policy: string;
}

let known: Promise<DashboardPage> | undefined;

/** The page, bundled from its sources when it is first asked for; a failure is not kept. */
export function dashboardPage(): Promise<DashboardPage> {
  known ??= buildPage().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return known;
}

async function buildPage(): Promise<DashboardPage> {
  // Loaded here and not at the start: most programs of this kind are never looked at.
  const { build, stop } = await import('esbuild');
  const { outputFiles } = await build({
    entryPoints: { script: source('main.tsx'), style: source('style.css') },
    outdir: 'client',
    write: false,
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
    logLevel: 'silent',
  }).finally(stop);
  const text = (end: string): string =>
    outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return pageOf(text('script.js').trim(), text('style.css').trim());
}

function source(name: string): string {
  return fileURLToPath(new URL(`client/${name}`, import.meta.url));
}

function pageOf(script: string, style: string): DashboardPage {
  const html = [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
    '<title>Failover dashboard</title>',
    `<style>${style}</style></head><body>`,
    '<noscript><p>This page is drawn by a script; /health and /metrics need none.</p></noscript>',
    `<div id="page"></div><script>${script}</script></body></html>`,
  ].join('\n');
  const policy =
    `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; ` +
    `connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; ` +
    `frame-ancestors 'none'`;
  return { html, policy };
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
