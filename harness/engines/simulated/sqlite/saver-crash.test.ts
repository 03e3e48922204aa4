import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Disk } from '../disk/model/disk.ts';
import { hostFiles } from '../engine/host-files.ts';
import { install } from '../install.ts';
import { simulate } from '../simulate.ts';

install();
const { openSqliteSaver } = await import('../../../../reference-impl/savers/sqlite-saver.ts');

const program = fileURLToPath(
  new URL('../../../../reference-impl/savers/fixture/put-forever.ts', import.meta.url),
);

it('U1: a saver killed at any virtual instant has all that it acknowledged, whole', async () => {
  let acknowledgedInAll = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('1', '8'),
      fc.nat(),
      async (livesMs, lanes, seed) => {
        const disk = new Disk({ nowMs: 0 });
        const options = {
          run: program,
          argv: ['/data/checkpoints.db', 't', lanes],
          files: hostFiles(disk, []),
        };
        await simulate({ a: options }, { seed }, async (world) => {
          for (const lifeMs of livesMs) {
            world.start();
            await world.runFor(lifeMs);
            world.host('a').kill();
          }
          const lines = world.output.filter(({ stream }) => stream === 'stdout');
          const acknowledged = new Set(lines.map(({ line }) => line));
          acknowledgedInAll += acknowledged.size;
          const found = await world.on('a', async () => {
            const saver = openSqliteSaver('/data/checkpoints.db');
            const list = await saver.list({ threadId: 't' });
            await saver.close();
            return new Map(list.map(({ checkpoint }) => [checkpoint.id, checkpoint.state]));
          });
          for (const id of acknowledged) {
            expect(found.get(id)).toEqual({ id, text: id.repeat(200) });
          }
        });
      },
    ),
    { numRuns: 25 },
  );
  expect(acknowledgedInAll).toBeGreaterThan(0);
});
