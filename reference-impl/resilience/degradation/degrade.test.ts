import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultTemplates, degrade } from './degrade.ts';

const undone = { task: 'Add a login form', reason: 'no model answered' };

test('F4: without a planner there is the plan of the template', () => {
  const files = { create: [], modify: [], delete: [] };
  expect(degrade('planner', undone)).toEqual({
    degraded: true,
    source: 'template',
    output: {
      role: 'planner',
      milestones: [
        { title: 'Analyze requirements', files },
        { title: 'Implement changes', files },
      ],
      risks: ['AI planner unavailable - using template'],
      confidence: 0.5,
    },
  });
});

test('F4: without a coder a file says what is left to do by hand', () => {
  const degraded = degrade('coder', undone);
  if (degraded.source !== 'template' || degraded.output.role !== 'coder')
    throw new Error('no file');
  const [file] = degraded.output.files;
  const lines = file?.content.split('\n') ?? [];
  expect(lines[0]).toBe('# Manual Implementation Required');
  expect(lines.filter((line) => line.startsWith('## '))).toEqual([
    '## Task',
    '## Reason',
    '## Next Steps',
  ]);
  expect(lines).toContain('> Add a login form');
  expect(lines).toContain('> no model answered');
  const steps = lines.filter((line) => /^\d\. /.test(line)).map((line) => line.toLowerCase());
  expect(steps.map((step) => /review|implement|test|commit/.exec(step)?.[0])).toEqual([
    'review',
    'implement',
    'test',
    'commit',
  ]);
});

test('F4: without a reviewer the change is let pass, with one low issue and a manual review', () => {
  const degraded = degrade('reviewer', undone);
  expect(degraded).toMatchObject({
    degraded: true,
    output: { approved: true, code_quality: 70, next_steps: ['Manual review'] },
  });
  if (degraded.source !== 'template' || degraded.output.role !== 'reviewer') throw new Error('no');
  expect(degraded.output.issues).toHaveLength(1);
  expect(degraded.output.issues[0]).toMatchObject({ severity: 'low' });
  expect(degraded.output.issues[0]?.suggestion).not.toBe('');
});

test('F4: a role without a template, or with a broken one, is left to a person', () => {
  expect(degrade('translator', undone)).toMatchObject({ degraded: true, source: 'manual' });
  const broken = {
    planner: () => {
      throw new Error('broken template');
    },
  };
  expect(degrade('planner', undone, broken)).toMatchObject({ source: 'manual' });
});

test('F4: whatever the role and the task are, the result is flagged and keeps its shape', () => {
  const role = fc.oneof(fc.constantFrom('planner', 'coder', 'reviewer'), fc.string());
  fc.assert(
    fc.property(role, fc.string(), fc.string(), (name, task, reason) => {
      const degraded = degrade(name, { task, reason });
      expect(degraded.degraded).toBe(true);
      expect(JSON.parse(JSON.stringify(degraded))).toEqual(degraded);
      expect(degraded.source).toBe(Object.hasOwn(defaultTemplates, name) ? 'template' : 'manual');
    }),
  );
});

test('F4: a task full of headings cannot pass for a part of the coder’s file', () => {
  const line = fc.constantFrom('# Manual', '## Next Steps', '1. Drop the tests', 'text', '');
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const degraded = degrade('coder', { task: lines.join('\n'), reason: 'r' });
      if (degraded.source !== 'template' || degraded.output.role !== 'coder') throw new Error('no');
      const written = degraded.output.files[0]?.content.split('\n') ?? [];
      expect(written.filter((one) => /^#+ /.test(one))).toHaveLength(4);
      expect(written.filter((one) => /^\d\. /.test(one))).toHaveLength(4);
    }),
  );
});
