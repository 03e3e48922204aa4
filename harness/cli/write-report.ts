import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { renderHtml } from '../../reports/html/render-html.ts';
import { renderJunit } from '../../reports/junit/render-junit.ts';
import { renderMarkdown } from '../../reports/markdown/render-markdown.ts';
import type { ReportInput } from '../core/run-detail.ts';

/** Writes every format of a report into the run's folder; `report.json` last: it marks the run as finished. */
export const writeReport = async (folder: string, input: ReportInput): Promise<string> => {
  const html = join(folder, 'report.html');
  await writeFile(html, await renderHtml(input));
  await writeFile(join(folder, 'junit.xml'), renderJunit(input));
  await writeFile(join(folder, 'summary.md'), renderMarkdown(input));
  await writeFile(join(folder, 'input.json'), JSON.stringify(input));
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(input.report, null, 2)}\n`);
  return html;
};
