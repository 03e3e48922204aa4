import { expect, it } from 'vitest';
import { comparison } from './comparison.ts';

const contenders = ['ours', 'peer', 'absent'];
const scores = new Map([
  ['fast/ours', [30, 10, 20]],
  ['fast/peer', [10, 10, 5]],
  ['lean/ours', [2]],
  ['lean/peer', [3]],
  ['none/ours', [0]],
  ['none/peer', [50]],
  ['idle/ours', [5, 5]],
  ['idle/peer', [1, 0]],
]);

it('compares round by round, turns the ratio for what should be little, and judges targets', () => {
  const disciplines = [
    { name: 'fast', title: 'things/s', better: 'more', targets: { peer: 3.5 } },
    { name: 'lean', title: 'bytes', better: 'less', targets: { peer: 1.5 } },
    { name: 'none', title: 'losses', better: 'less' },
    { name: 'idle', title: 'answers', better: 'more', targets: { peer: 2 } },
  ] as const;
  const lines = comparison({ contenders, disciplines }, scores);
  expect(lines.map((line) => line.replace(/ +/g, ' '))).toEqual([
    '',
    'things/s (more is better): median (range), times as good ours is',
    ' ours 20 (10–30)',
    ' peer 10 (5–10) 3.00× (1.00–4.00) target 3.5×: MISSED',
    '',
    'bytes (less is better): median (range), times as good ours is',
    ' ours 2 (2–2)',
    ' peer 3 (3–3) 1.50× (1.50–1.50) target 1.5×: reached',
    '',
    'losses (less is better): median (range), times as good ours is',
    ' ours 0 (0–0)',
    ' peer 50 (50–50)',
    '',
    'answers (more is better): median (range), times as good ours is',
    ' ours 5 (5–5)',
    ' peer 1 (0–1) no ratio target 2×: not judged',
  ]);
});
