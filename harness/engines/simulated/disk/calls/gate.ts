import { CallFailure, refuse } from '../call-failure.ts';
import type { DiskHost } from '../disk-host.ts';
import { changesDisk } from '../disk-operation.ts';
import type { ActiveRule } from '../rules/active-rule.ts';
import type { CallContext } from './call-context.ts';
import type { Decision, Step } from './step.ts';
import { systemError } from './system-error.ts';
import { absolute } from './walk.ts';

/** A call that is about to be made: what the rules it met want. */
export interface Admitted {
  readonly step: Step;
  readonly delayMs: number;
  readonly stuckBy: readonly ActiveRule[];
  readonly failure: string | undefined;
  readonly decision: Decision;
}

interface Met {
  readonly active: ActiveRule;
  /** The path that the rule was met at, from the disk's top. */
  readonly path: string;
}

const free: Decision = {
  lies: false,
  losesPages: false,
  bytesMost: Number.POSITIVE_INFINITY,
  stale: undefined,
};

/** Where every system call of a process passes: rules decide, the trace is told, errors get names. */
export class Gate {
  readonly #host: DiskHost;
  readonly #context: CallContext;

  constructor(host: DiskHost, context: CallContext) {
    this.#host = host;
    this.#context = context;
  }

  get host(): DiskHost {
    return this.#host;
  }

  /** Meets the rules; each of them counts the call. */
  admit(step: Step): Admitted {
    const delayMs = this.#host.costMs(step.operation);
    const met = this.#meet(step);
    if (met.length === 0) {
      return { step, delayMs, stuckBy: [], failure: undefined, decision: free };
    }
    let slowedMs = 0;
    let failure: string | undefined;
    let decision = free;
    for (const { active, path } of met) {
      const { effect } = active.rule;
      if (effect.kind === 'fail') {
        failure ??= effect.code;
        active.count('callsFailed');
      } else if (effect.kind === 'slow') {
        slowedMs += effect.delayMs;
        active.count('callsSlowed');
        active.count('delayMs', effect.delayMs);
      } else if (effect.kind === 'stuck') {
        active.count('callsStuck');
      } else {
        decision = this.#decide(decision, active, path, step);
      }
    }
    const stuckBy = met
      .map(({ active }) => active)
      .filter(({ rule }) => rule.effect.kind === 'stuck');
    return { step, delayMs: delayMs + slowedMs, stuckBy, failure, decision };
  }

  /** Makes the call. */
  perform({ step, failure, decision }: Admitted): unknown {
    const path = step.path ?? step.hiddenPath ?? this.#context.descriptors.pathOf(step.fd ?? -1);
    const { operation, dest } = step;
    this.#host.record({ phase: 'begin', operation, path, dest });
    let error: string | undefined;
    try {
      // A failing close closes all the same.
      if (failure === undefined || operation === 'close') {
        const result = step.run(decision);
        if (failure === undefined) return result;
      }
      return refuse(failure);
    } catch (thrown) {
      if (!(thrown instanceof CallFailure)) throw thrown;
      error = thrown.code;
      throw systemError(thrown.code, step);
    } finally {
      this.#host.record({ phase: 'end', operation, path, dest, error });
    }
  }

  #decide(before: Decision, active: ActiveRule, path: string, step: Step): Decision {
    const { effect } = active.rule;
    if (effect.kind === 'syncLies' && step.operation === 'fsync') {
      active.count('syncsLied');
      return { ...before, lies: true };
    }
    if (effect.kind === 'syncFailsOnce' && step.operation === 'fsync') {
      active.count('callsFailed');
      return { ...before, losesPages: true };
    }
    if (effect.kind === 'shortWrite' && step.operation === 'write') {
      return {
        ...before,
        bytesMost: Math.min(before.bytesMost, effect.bytes),
        whenCut: () => active.count('writesCut'),
      };
    }
    if (effect.kind === 'seen') {
      if (step.operation === 'read' && effect.isDamaged()) active.count('readsDamaged');
      return before;
    }
    if (effect.kind === 'staleRead' && step.operation === 'open') {
      const stale = active.staleContent(path);
      if (stale === undefined) return before;
      if (step.writes === true) return before;
      active.count('readsStale');
      return { ...before, stale };
    }
    return before;
  }

  #meet(step: Step): readonly Met[] {
    const { mounts, descriptors, writer: host } = this.#context;
    if (mounts.disks.every(({ rules }) => rules.isEmpty)) return [];
    const { operation } = step;
    const given = [step.path ?? step.hiddenPath ?? descriptors.pathOf(step.fd ?? -1)];
    if (step.dest !== undefined) given.push(step.dest);
    const places = given
      .filter((path) => path !== '')
      .map((path) => mounts.locate(absolute(this.#context, path)));
    const writes = step.writes === true || changesDisk(operation);
    return mounts.disks.flatMap((disk) => {
      const paths = places.filter((place) => place.disk === disk).map(({ path }) => path);
      if (paths.length === 0) return [];
      const met = disk.rules.meet({ operation, paths, host, writes });
      return met.map((active) => ({ active, path: paths[0] ?? '/' }));
    });
  }
}
