import type { Counts } from '../../../../core/fault.ts';
import { type DiskRule, type RuledCall, selects } from './disk-rule.ts';

/** A rule in force: which calls it has met, what it changed, who waits for its heal. */
export class ActiveRule {
  readonly rule: DiskRule;
  readonly #contents: ReadonlyMap<string, Buffer> | undefined;
  readonly #counts: Record<string, number> = {};
  readonly #waiting: (() => void)[] = [];
  #met = 0;
  #healed = false;

  constructor(rule: DiskRule, contents?: ReadonlyMap<string, Buffer>) {
    this.rule = rule;
    this.#contents = contents;
  }

  /** Whether the rule applies to this call. */
  meets(call: RuledCall): boolean {
    if (!selects(this.rule, call)) return false;
    if (this.rule.effect.kind === 'syncFailsOnce' && this.#counts.callsFailed) return false;
    this.#met += 1;
    const { nth, from } = this.rule;
    return (nth === undefined || this.#met === nth) && (from === undefined || this.#met >= from);
  }

  /** Counts what really happened: calls failed, ms added, writes cut, syncs that lied. */
  count(name: string, amount = 1): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + amount;
  }

  /** The content of a file when the rule came. */
  staleContent(path: string): Buffer | undefined {
    return this.#contents?.get(path);
  }

  /** Runs a function at the heal, or at once when that has been. */
  whenHealed(run: () => void): void {
    if (this.#healed) run();
    else this.#waiting.push(run);
  }

  heal(): Counts {
    this.#healed = true;
    for (const run of this.#waiting.splice(0)) run();
    return { ...this.#counts };
  }
}
