import * as realFs from 'node:fs';
import type { CallContext } from '../calls/call-context.ts';
import { Descriptors, type Output } from '../calls/descriptors.ts';
import { Gate } from '../calls/gate.ts';
import { type Mount, Mounts } from '../calls/mounts.ts';
import type { DiskHost } from '../disk-host.ts';
import type { Disk } from '../model/disk.ts';
import { callbackFace } from './callback-face.ts';
import { contextOfFace } from './context-of-face.ts';
import { promiseFace } from './promise-face.ts';
import { syncFace } from './sync-face.ts';
import { unsupportedNames } from './unsupported-names.ts';

/** What the file system of one life is made of. */
export interface FileFaceOptions {
  readonly host: DiskHost;
  /** Whose writes they are: a power loss of this host takes them. */
  readonly hostName: string;
  readonly disk: Disk;
  readonly volumes?: readonly Mount[];
  readonly uid?: number;
  readonly gid?: number;
  readonly umask?: number;
  readonly cwd?: () => string;
  /** Where bytes written to descriptors 1 and 2 go. */
  readonly output?: Output;
  /** How many descriptors the process may have open. */
  readonly descriptorsMost?: number;
}

/** A callable of a face. */
export type FaceCall = (...args: never[]) => unknown;

/** `node:fs` and `node:fs/promises` of one life, by the names of Node's exports. */
export interface FileFace {
  readonly fs: Readonly<Record<string, FaceCall>>;
  readonly promises: Readonly<Record<string, FaceCall>>;
  /** How many descriptors are open. */
  openDescriptors(): number;
  /** The kernel closes what the life left open, and ends its watchers. */
  close(): void;
}

const contextOf = (options: FileFaceOptions, descriptors: Descriptors): CallContext => ({
  mounts: new Mounts(options.disk, options.volumes),
  descriptors,
  uid: options.uid ?? 1000,
  gid: options.gid ?? 1000,
  umask: options.umask ?? 0o022,
  writer: options.hostName,
  cwd: options.cwd ?? (() => '/'),
  nowMs: () => options.host.nowMs(),
  random: options.host.random,
});

/** Made when it is first asked for: most lives use a part of `fs` only, and lives are many. */
const once = <Made>(make: () => Made): (() => Made) => {
  let made: Made | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

/** Makes the file system that the programs of one life see. */
export const createFileFace = (options: FileFaceOptions): FileFace => {
  const { host, output, descriptorsMost } = options;
  const descriptors = new Descriptors({
    output,
    ...(descriptorsMost === undefined ? {} : { most: descriptorsMost }),
  });
  const context = contextOf(options, descriptors);
  const gate = new Gate(host, context);
  const running = new Set<() => void>();
  const parts = { gate, host, context, running };
  const callbacks = once(() => callbackFace(parts));
  const fs = once(() => {
    const own = { ...syncFace(parts), ...callbacks().calls };
    return { ...unsupportedNames('fs', realFs, own), ...own };
  });
  const promises = once(() => {
    const own = promiseFace(parts, () => callbacks().streams);
    return { ...unsupportedNames('fs/promises', realFs.promises, own), ...own };
  });
  const face: FileFace = {
    get fs() {
      return fs();
    },
    get promises() {
      return promises();
    },
    openDescriptors: () => descriptors.count,
    close: () => {
      for (const stop of [...running]) stop();
      running.clear();
      descriptors.closeAll();
    },
  };
  contextOfFace.set(face, context);
  return face;
};
