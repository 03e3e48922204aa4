import type { Counts } from '../core/fault.ts';
import type { HttpRule } from '../core/ports.ts';
import type { HttpAct } from '../http-faults/http-fault.ts';
import type { Head } from './http-head.ts';
import type { HttpFaults } from './load-http-faults.ts';
import { matches, selectsNth } from './select.ts';

/** What a rule decided for one exchange. */
export interface Decision {
  readonly step: number;
  readonly act: HttpAct;
  count(name: string, amount?: number): void;
  /** Calls back when the rule is healed while the exchange is under way; answers how to forget it. */
  onHealed(listener: () => void): () => void;
}

/** The HTTP rules in force on one link. */
export interface RuleBook {
  readonly isEmpty: boolean;
  /** Takes a rule; what it returns removes it and says what it changed. */
  add(step: number, rule: HttpRule): () => Counts;
  /** The first rule in force that selects the request. */
  decide(head: Head): Decision | undefined;
}

interface Entry {
  readonly step: number;
  readonly rule: HttpRule;
  readonly act: HttpAct;
  readonly counts: Record<string, number>;
  readonly healed: Set<() => void>;
  seen: number;
}

const decisionOf = (entry: Entry): Decision => ({
  step: entry.step,
  act: entry.act,
  count: (name, amount = 1) => {
    entry.counts[name] = (entry.counts[name] ?? 0) + amount;
  },
  onHealed: (listener) => {
    entry.healed.add(listener);
    return () => entry.healed.delete(listener);
  },
});

/** An empty book over the HTTP faults that there are. */
export const createRuleBook = (faults: HttpFaults): RuleBook => {
  const entries: Entry[] = [];
  return {
    get isEmpty() {
      return entries.length === 0;
    },
    add: (step, rule) => {
      const act = faults.actOf(rule.fault, rule.params);
      const entry: Entry = { step, rule, act, counts: {}, healed: new Set(), seen: 0 };
      entries.push(entry);
      return () => {
        const index = entries.indexOf(entry);
        if (index !== -1) entries.splice(index, 1);
        for (const listener of [...entry.healed]) listener();
        entry.healed.clear();
        return { ...entry.counts };
      };
    },
    decide: (head) => {
      let chosen: Entry | undefined;
      // Every rule counts what fits it, so that none shifts another's nth.
      for (const entry of entries) {
        if (!matches(entry.rule.select, head)) continue;
        entry.seen++;
        if (!chosen && selectsNth(entry.rule.select, entry.seen)) chosen = entry;
      }
      return chosen && decisionOf(chosen);
    },
  };
};
