import { reasonsOf } from './error-chain.ts';
import {
  type ErrorKind,
  errorKinds,
  type Recovery,
  recoveries,
  type Severity,
  severities,
} from './error-kinds.ts';
import { type ErrorRule, kindOfError } from './kind-of-error.ts';

/** What an error is, how bad it is, and what can be done about it (U7). */
export interface Classification {
  readonly kind: ErrorKind;
  readonly severity: Severity;
  readonly recovery: Recovery;
}

/**
 * Classifies an error with everything it stands on. An error that nobody recognises is what caused
 * it; one put together from several is as bad as the worst and as hard to recover from as the
 * hardest of them. No wrapping makes an error look less bad than what it wraps.
 */
export function classifyError(error: unknown, rules: readonly ErrorRule[] = []): Classification {
  return classify(error, rules, new Set());
}

/** True when doing the same again, at once or after a while, may help. */
export function isTransient(error: unknown, rules: readonly ErrorRule[] = []): boolean {
  const { recovery } = classifyError(error, rules);
  return recovery === 'retry' || recovery === 'later';
}

const depthMost = 50;

function classify(
  error: unknown,
  rules: readonly ErrorRule[],
  above: ReadonlySet<unknown>,
): Classification {
  const own = classified(kindOfError(error, rules));
  if (above.has(error) || above.size >= depthMost) return own;
  const within = new Set([...above, error]);
  const reasons = reasonsOf(error)
    .slice(0, depthMost)
    .map((reason) => classify(reason, rules, within));
  const [first, ...others] = reasons;
  if (first === undefined) return own;
  const compound = others.reduce(worse, first);
  if (own.kind === 'unknown') return compound;
  return { ...own, severity: highest(severities, own.severity, compound.severity) };
}

function classified(kind: ErrorKind): Classification {
  const { severity, recovery } = errorKinds[kind];
  return { kind, severity, recovery };
}

/** The kind is that of the member which is harder to recover from; then that of the worse. */
function worse(one: Classification, other: Classification): Classification {
  const harder = recoveries.indexOf(other.recovery) - recoveries.indexOf(one.recovery);
  const graver = severities.indexOf(other.severity) - severities.indexOf(one.severity);
  const leading = harder > 0 || (harder === 0 && graver > 0) ? other : one;
  return {
    kind: leading.kind,
    severity: highest(severities, one.severity, other.severity),
    recovery: highest(recoveries, one.recovery, other.recovery),
  };
}

function highest<T>(order: readonly T[], one: T, other: T): T {
  return order.indexOf(one) >= order.indexOf(other) ? one : other;
}
