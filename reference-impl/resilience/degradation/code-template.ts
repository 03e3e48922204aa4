import type { TemplateCode, UndoneTask } from './degraded-output.ts';

/** Gives a file that tells a person what is left to write, for when no coder answers (F4). */
export function codeTemplate({ task, reason }: UndoneTask): TemplateCode {
  const content = [
    '# Manual Implementation Required',
    '',
    '## Task',
    '',
    quoted(task),
    '',
    '## Reason',
    '',
    quoted(reason),
    '',
    '## Next Steps',
    '',
    '1. Review the task and what exists already.',
    '2. Implement the change by hand.',
    '3. Test it.',
    '4. Commit it.',
    '',
  ].join('\n');
  return { role: 'coder', files: [{ path: 'MANUAL_IMPLEMENTATION.md', content }] };
}

/** Quoted, so that a task which holds headings cannot pass for a part of the file. */
function quoted(text: string): string {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
