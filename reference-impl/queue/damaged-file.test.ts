import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newFolder, openQueue, states } from './prepare-queue.ts';

/** Something that happens to a file: bytes are put over others, between them, or taken away. */
interface Harm {
  readonly how: 'overwrite' | 'insert' | 'remove';
  readonly at: number;
  readonly bytes: Uint8Array;
}
const anyHarm: fc.Arbitrary<Harm> = fc.record({
  how: fc.constantFrom('overwrite', 'insert', 'remove'),
  at: fc.nat(),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 80 }),
    fc.constantFrom('{"sum":"', '}\n', '\n', '\0').map((text) => Buffer.from(text)),
  ),
});

function harmed(file: Buffer, { how, at, bytes }: Harm): Buffer {
  const place = at % (file.length + 1);
  const end = how === 'insert' ? place : Math.min(place + bytes.length, file.length);
  const put = how === 'remove' ? Buffer.of() : bytes;
  return Buffer.concat([file.subarray(0, place), put, file.subarray(end)]);
}

test('G12: with random bytes anywhere in its file a queue opens, keeps the rest, and is sound', async () => {
  const folder = await newFolder();
  let runs = 0;
  await fc.assert(
    fc.asyncProperty(fc.nat(12), fc.array(anyHarm, { maxLength: 4 }), async (count, harms) => {
      runs += 1;
      const dataDir = join(folder, `${runs}`);
      const first = await openQueue({ dataDir });
      for (let n = 0; n < count; n += 1) {
        await first.queue.accept({ key: `k${n}`, text: `text of k${n}` });
      }
      await first.queue.close();
      const sound = await readFile(first.path);
      const file = harms.reduce(harmed, sound);
      await writeFile(first.path, file);

      const second = await openQueue({ dataDir });
      for (const [n, line] of sound.toString().split('\n').slice(0, -1).entries()) {
        // The closing bracket only separates records: nothing is lost with it.
        if (file.includes(line.slice(0, -1))) expect(second.queue.get(`k${n}`)).toBeDefined();
      }
      for (const { id, text } of second.queue.messages()) expect(text).toBe(`text of ${id}`);
      const isDamaged = !isWhole(file, sound);
      expect(second.queue.recovered.damagedBytes > 0).toBe(isDamaged);
      expect(second.log.events('queueDamaged').length > 0).toBe(isDamaged);
      await second.queue.accept({ key: 'new', text: 'text of new' });
      const before = states(second.queue);
      await second.queue.close();

      const third = await openQueue({ dataDir });
      expect(third.queue.recovered.damagedBytes).toBe(0);
      expect(states(third.queue)).toEqual(before);
      expect(before).toMatchObject({ new: 'pending' });
      await third.queue.close();
    }),
    { numRuns: 80 },
  );
});

/** Nothing but whole records of the sound file and room: if one is missing, no file can tell. */
function isWhole(file: Buffer, sound: Buffer): boolean {
  const records = sound.toString('latin1').split('}\n').slice(0, -1);
  let rest = file.toString('latin1').replace(/\n+$/, '\n');
  if (rest === '\n') return true;
  while (rest !== '') {
    const found = records.find((record) => rest.startsWith(record));
    if (found === undefined) return false;
    rest = rest.slice(found.length);
    // What stands between two records holds nothing.
    if (rest.startsWith('}\n')) rest = rest.slice(2);
  }
  return true;
}

test('G12: a line with a right checksum over no JSON is damage, not the end of the program', async () => {
  const dataDir = await newFolder();
  const hex = (value: number) => value.toString(16).padStart(8, '0');
  const lines = ['nonsense', '{"type":"later"}', 'null'].map(
    (json) => `{"sum":"${hex(crc32(json))}:${hex(json.length)}","record":${json}}\n`,
  );
  await writeFile(join(dataDir, 'queue.jsonl'), lines.join(''));
  const { queue, log } = await openQueue({ dataDir });
  expect(queue.recovered).toMatchObject({ records: 0, damagedBytes: lines.join('').length });
  expect(log.events('queueDamaged')).toHaveLength(1);
  await queue.accept({ key: 'a', text: 'x' });
  await queue.close();
});
