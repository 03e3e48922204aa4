import type { Heal } from './fault.ts';

/** The system calls on files that a rule or a step may name. */
export const fileOperations = [
  'access',
  'chmod',
  'chown',
  'close',
  'copy',
  'fsync',
  'link',
  'mkdir',
  'open',
  'read',
  'readdir',
  'readlink',
  'rename',
  'rmdir',
  'stat',
  'symlink',
  'truncate',
  'unlink',
  'utimes',
  'watch',
  'write',
] as const;

/** One of {@link fileOperations}. */
export type FileOperation = (typeof fileOperations)[number];

/** One file call of a process: the nth from now on that fits the rest. */
export interface FileCall {
  readonly nth: number;
  readonly operation?: FileOperation;
  /** The path that the program gives contains this text. */
  readonly path?: string;
}

/** Disturbance of a process from inside, without a change of its code. */
export interface InsidePort {
  /** Keeps the event loop busy for so long; the heal waits for its end. */
  block(role: string, step: number, options: { readonly blockMs: number }): Promise<Heal>;
  /** An error that nothing in the program awaits; the heal starts a new life if it ended one. */
  raise(
    role: string,
    step: number,
    options: { readonly as: 'uncaughtException' | 'unhandledRejection' },
  ): Promise<Heal>;
  /** SIGKILL just before a file call, which then never happens; the heal starts it again. */
  killAtCall(role: string, step: number, call: FileCall): Promise<Heal>;
  /** SIGKILL now; the next life, after `downMs`, is killed before a file call of its own. */
  killDuringRecovery(
    role: string,
    step: number,
    options: { readonly downMs: number; readonly call: FileCall },
  ): Promise<Heal>;
}

/** What happens to the file calls that a rule selects. */
export type DiskTrouble =
  | { readonly kind: 'fail'; readonly code: string }
  | { readonly kind: 'slow'; readonly delayMs: number }
  /** Does not return until the rule is healed. */
  | { readonly kind: 'stuck' }
  /** fsync says ok and does nothing. */
  | { readonly kind: 'syncLies' }
  /** One fsync fails with EIO and drops the pages; the next says ok. */
  | { readonly kind: 'syncFailsOnce' }
  /** A write takes at most so many bytes. */
  | { readonly kind: 'shortWrite'; readonly bytes: number }
  /** Reading opens see the content that the files had when the rule came. */
  | { readonly kind: 'staleRead' };

/** Which file calls on a volume are troubled; absent parts match everything. */
export interface VolumeRule {
  /** A path below the volume's top: itself and all below it. */
  readonly path?: string;
  /** Only calls of this role, where several share the volume. */
  readonly role?: string;
  readonly operations?: readonly FileOperation[];
  /** Only calls that change the volume. */
  readonly writing?: true;
  /** Only the nth matching call (1 = the first) … */
  readonly nth?: number;
  /** … or all from the nth on. */
  readonly from?: number;
  readonly trouble: DiskTrouble;
}

/** How a file is damaged on the platter, behind the back of those who use it. */
export type FileDamage =
  | { readonly kind: 'flipBits'; readonly bits: number }
  | { readonly kind: 'truncate'; readonly bytesLeft: number }
  /** The file as it is now comes back over what it is then. */
  | { readonly kind: 'stale'; readonly afterMs: number }
  /** The first bytes of the file, beside it, as a writer that has died leaves them. */
  | { readonly kind: 'leftover'; readonly suffix: string; readonly bytes: number };

/** Disturbance of a volume's disk, and of what lies on it. */
export interface DiskPort {
  rule(volume: string, step: number, rule: VolumeRule): Promise<Heal>;
  /** The heal repairs what nobody has written over. */
  damage(
    volume: string,
    step: number,
    file: { readonly path: string; readonly how: FileDamage },
  ): Promise<Heal>;
}

/** What a power loss makes of what was not synced; `drawn` draws one of the others for each file. */
export const lossPolicies = ['drop', 'keep', 'prefix', 'tear', 'reorder', 'drawn'] as const;

/** The electricity of a role's machine. */
export interface PowerPort {
  /**
   * The machine stops, now or just before a file call, and loses what was not synced as the policy
   * says; after `downMs` it starts again. The heal waits for that.
   */
  lose(
    role: string,
    step: number,
    options: {
      readonly policy: (typeof lossPolicies)[number];
      readonly downMs: number;
      readonly call?: FileCall;
    },
  ): Promise<Heal>;
}

/** The clocks of a role's machine; each heal takes back its own disturbance only. */
export interface ClockPort {
  /** The wall clock leaps; the monotonic one never does. */
  jump(role: string, step: number, options: { readonly byMs: number }): Promise<Heal>;
  /** The wall clock gets off by so much, little by little; the heal lets it come back likewise. */
  skew(
    role: string,
    step: number,
    options: { readonly byMs: number; readonly overMs: number },
  ): Promise<Heal>;
  /** Both clocks run faster (above 1) or slower. */
  drift(role: string, step: number, options: { readonly rate: number }): Promise<Heal>;
  /** The machine sleeps: nothing runs, nothing is received; the wall clock leaps on waking. */
  suspend(role: string, step: number): Promise<Heal>;
}
