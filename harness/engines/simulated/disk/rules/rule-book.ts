import type { Counts } from '../../../../core/fault.ts';
import { ActiveRule } from './active-rule.ts';
import type { DiskRule, RuledCall } from './disk-rule.ts';

/** Takes a rule away again and says what it really changed; rules heal independently. */
export type HealRule = () => Counts;

/** The rules of one disk that are in force. */
export class RuleBook {
  readonly #active = new Set<ActiveRule>();

  get isEmpty(): boolean {
    return this.#active.size === 0;
  }

  /** Puts a rule in force; `contents` are the files a stale read shall see. */
  add(rule: DiskRule, contents?: ReadonlyMap<string, Buffer>): HealRule {
    const active = new ActiveRule(rule, contents);
    this.#active.add(active);
    return () => {
      this.#active.delete(active);
      return active.heal();
    };
  }

  /** The rules that a call meets, oldest first; each has counted it. */
  meet(call: RuledCall): readonly ActiveRule[] {
    if (this.#active.size === 0) return [];
    return [...this.#active].filter((active) => active.meets(call));
  }
}
