import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { openBoundedLog } from './bounded-log.ts';
import { splitLines } from './split-lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'bounded-log-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const chunks = fc.array(fc.uint8Array({ maxLength: 60 }).map(Buffer.from), { maxLength: 40 });

test('a log keeps its head and its tail, and says how much lies between', () => {
  fc.assert(
    fc.property(
      chunks,
      fc.integer({ min: 0, max: 50 }),
      fc.integer({ min: 1, max: 50 }),
      (...it) => {
        const [written, headBytes, tailBytes] = it;
        const path = join(folder, 'log');
        const log = openBoundedLog(path, { headBytes, tailBytes });
        for (const chunk of written) log.write(chunk);
        log.close();
        const whole = Buffer.concat(written);
        const cut = Math.max(0, whole.length - headBytes - tailBytes);
        const note = Buffer.from(cut > 0 ? `\n[holdfast: ${cut} bytes cut here]\n` : '');
        const head = whole.subarray(0, headBytes);
        const tail = whole.subarray(Math.max(headBytes, whole.length - tailBytes));
        expect(readFileSync(path)).toEqual(Buffer.concat([head, note, tail]));
      },
    ),
    { numRuns: 100 },
  );
});

test('the last lines are there while the log is still open', () => {
  const log = openBoundedLog(join(folder, 'open'), { headBytes: 4, tailBytes: 4 });
  for (let line = 1; line <= 3_000; line++) log.write(Buffer.from(`line ${line}\n`));
  expect(log.lastLines(2)).toEqual(['line 2999', 'line 3000']);
  log.close();
});

test('lines do not depend on how the bytes were cut into chunks', () => {
  const text = fc.array(fc.string({ unit: 'grapheme', maxLength: 20 }), { maxLength: 20 });
  fc.assert(
    fc.property(text, fc.array(fc.nat({ max: 400 })), (parts, cuts) => {
      const whole = Buffer.from(parts.map((part) => `${part.replaceAll('\n', ' ')}\n`).join(''));
      const lines: string[] = [];
      const add = splitLines((line) => lines.push(line));
      let from = 0;
      for (const cut of [...cuts, whole.length].toSorted((a, b) => a - b)) {
        add(whole.subarray(from, cut));
        from = Math.max(from, Math.min(cut, whole.length));
      }
      expect(lines).toEqual(parts.map((part) => part.replaceAll('\n', ' ')));
    }),
  );
});

test('an endless line is dropped, and the next one is read', () => {
  const lines: string[] = [];
  const add = splitLines((line) => lines.push(line));
  for (let count = 0; count < 300; count++) add(Buffer.alloc(1_000, 'x'));
  add(Buffer.from('\nnext\n'));
  expect(lines).toEqual(['next']);
});
