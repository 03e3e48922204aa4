import * as realFs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileFace } from '../face/create-file-face.ts';
import { createManualHost } from '../fixture/manual-host.ts';
import { Disk } from '../model/disk.ts';
import type { Ground } from './observe.ts';
import type { ProbeScene } from './probe.ts';

const realTurn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));

/** A folder of this machine, removed at the end. */
export const realGround = (): Ground & { readonly remove: () => void } => {
  const folder = realFs.mkdtempSync(join(realFs.realpathSync(tmpdir()), 'holdfast-probe-'));
  return {
    fs: realFs,
    promises: realFs.promises,
    folder,
    settle: (running) => running,
    turn: realTurn,
    remove: () => realFs.rmSync(folder, { recursive: true, force: true }),
  };
};

/** A folder of a simulated disk; the process has the same user as this one. */
export const simulatedGround = (): Ground => {
  const host = createManualHost();
  const uid = process.getuid?.() ?? 1000;
  const gid = process.getgid?.() ?? 1000;
  const disk = new Disk({ uid, gid, nowMs: host.nowMs() });
  const face = createFileFace({
    host,
    hostName: 'probed',
    disk,
    uid,
    gid,
    umask: process.umask(),
    cwd: () => process.cwd(),
  });
  // The face offers the same names; what it lacks throws its own.
  const fs = { ...realFs, ...face.fs } as unknown as ProbeScene['fs'];
  const promises = { ...realFs.promises, ...face.promises } as unknown as ProbeScene['promises'];
  const folder = '/probe';
  fs.mkdirSync(folder, 0o700);
  let isSettled = false;
  return {
    fs,
    promises,
    folder,
    turn: () => host.advance(),
    settle: async (running) => {
      const ended = running.finally(() => {
        isSettled = true;
      });
      ended.catch(() => {});
      for (let turns = 0; !isSettled && turns < 10_000; turns++) await host.advance();
      if (!isSettled) throw new Error('a probe never ended on the simulated disk');
      await ended;
    },
  };
};
