import type { Finding, Repair } from './finding.ts';

/** What became of one repair. */
export interface Repaired {
  readonly about: string;
  readonly outcome: 'done' | 'declined' | 'failed';
  readonly reason?: string;
}

/** Applies the repairs of some findings; those that ask are applied after a yes only. */
export async function repairFindings(
  findings: readonly Finding[],
  agrees: (question: string) => Promise<boolean>,
): Promise<readonly Repaired[]> {
  const repaired: Repaired[] = [];
  for (const { message, repair } of findings) {
    if (repair === undefined) continue;
    const mayApply =
      !repair.asks || (await agrees(`${message}.\nIs it right that I have ${repair.about}?`));
    repaired.push(mayApply ? await apply(repair) : { about: repair.about, outcome: 'declined' });
  }
  return repaired;
}

async function apply({ about, apply: act }: Repair): Promise<Repaired> {
  try {
    await act();
    return { about, outcome: 'done' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { about, outcome: 'failed', reason };
  }
}
