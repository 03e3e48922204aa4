import { closeSync, type FSWatcher, openSync, readSync, watch, writeFileSync } from 'node:fs';
import type { WitnessLine } from './preload/preload-settings.ts';
import { splitLines } from './split-lines.ts';

/** Follows the file that the witnesses of a run write to. */
export interface WitnessReader {
  /** Reads what has been written up to now. */
  read(): void;
  close(): void;
}

/** Makes the file, and hands over every line of it, now and as they come. */
export const followWitness = (path: string, onLine: (line: WitnessLine) => void): WitnessReader => {
  writeFileSync(path, '', { flag: 'a' });
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(64 * 1024);
  const lines = splitLines((line) => {
    // Written by our own preload; half a line is never handed over.
    onLine(JSON.parse(line) as WitnessLine);
  });
  let offset = 0;
  let open = true;
  const read = () => {
    while (open) {
      const bytes = readSync(file, buffer, 0, buffer.length, offset);
      if (bytes === 0) return;
      offset += bytes;
      lines(buffer.subarray(0, bytes));
    }
  };
  const watcher: FSWatcher = watch(path, read);
  return {
    read,
    close: () => {
      if (!open) return;
      read();
      open = false;
      watcher.close();
      closeSync(file);
    },
  };
};
