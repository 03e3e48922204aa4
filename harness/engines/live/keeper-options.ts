import type { EventDraft } from '../../core/history.ts';
import type { Env, Service } from '../../core/stack.ts';
import type { LifeOptions, ServiceLife } from './service-life.ts';

/** What lives are started on; it may be no real machine. */
export interface Machine {
  startLife(options: LifeOptions): ServiceLife;
  /** Whether any process listens on a port; undefined where that is not told. */
  isListening(port: number): boolean | undefined;
}

/** What a keeper needs to know of its service, and whom it tells what. */
export interface KeeperOptions {
  readonly service: Service;
  /** This machine, when absent. */
  readonly machine?: Machine;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Env;
  readonly host: string;
  readonly port: number;
  readonly readyLimitMs: number;
  readonly logPath: (life: number) => string;
  /** Opens or closes every link to the service; resolves when that is done, and never rejects. */
  readonly gate: (open: boolean) => Promise<void>;
  readonly state: (state: 'running' | 'stopped' | 'dead', life: number) => void;
  readonly record: (event: EventDraft) => void;
  readonly onLine: (line: string, life: number) => void;
  readonly onPid: (pid: number) => void;
  readonly onUnplannedExit: (atMs: number) => void;
}
