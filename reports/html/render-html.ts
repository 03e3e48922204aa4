import { createHash } from 'node:crypto';
import type { ReportInput } from '../../harness/core/run-detail.ts';
import { verdictSentence } from '../words/verdict-sentence.ts';
import { clientBundle } from './client-bundle.ts';
import { heavyData, pageData } from './page-data.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Text as it may stand between tags or in an attribute. */
const htmlText = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => entities[character] ?? character);

/** JSON that cannot end its own script element, whatever a log line holds. */
export const scriptJson = (value: unknown): string =>
  JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');

const data = (id: string, value: unknown): string =>
  `<script type="application/json" id="${id}">${scriptJson(value)}</script>`;

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing may be fetched, and no other program may run. */
const policyOf = (script: string, style: string): string =>
  `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; ` +
  `img-src data:; base-uri 'none'; form-action 'none'`;

/** `report.html`: one file that opens from disk and asks nobody for anything. */
export const renderHtml = async (input: ReportInput): Promise<string> => {
  const { script, style } = await clientBundle();
  const verdict = htmlText(verdictSentence(input.report));
  const words = `${input.report.status.charAt(0).toUpperCase()}${input.report.status.slice(1)}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policyOf(script, style)}">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">',
    `<title>${words}: Holdfast reliability report</title>`,
    `<style>${style}</style></head><body>`,
    `<noscript><h1>${words}</h1><p>${verdict}</p>`,
    '<p>This page draws itself with JavaScript; summary.md beside it needs none.</p></noscript>',
    '<div id="page"></div>',
    data('data', pageData(input)),
    ...input.details.map((detail, at) => data(`data-${at}`, heavyData(detail))),
    `<script>${script}</script></body></html>`,
  ].join('\n');
};
