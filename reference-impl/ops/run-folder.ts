import { join, resolve } from 'node:path';

/** Where one stack that was started by hand keeps everything it has. */
export interface RunFolder {
  readonly root: string;
  /** One file a running service: which process it is. */
  readonly processes: string;
  readonly logs: string;
  readonly shared: string;
  readonly data: string;
  readonly state: string;
  readonly versions: string;
  readonly stackFile: string;
  readonly lock: string;
  readonly promotions: string;
}

/** Names the places inside a run folder; nothing is created. */
export function runFolder(dir: string): RunFolder {
  const root = resolve(dir);
  return {
    root,
    processes: join(root, 'run'),
    logs: join(root, 'logs'),
    shared: join(root, 'shared'),
    data: join(root, 'data'),
    state: join(root, 'state'),
    versions: join(root, 'versions'),
    stackFile: join(root, 'stack.json'),
    lock: join(root, 'lock'),
    promotions: join(root, 'promotions.jsonl'),
  };
}
