import { median, range } from '../table.ts';

/** One thing that all contenders are measured in. */
export interface Discipline {
  readonly name: string;
  readonly title: string;
  readonly better: 'more' | 'less';
  /** How many times as good as these contenders ours has to be. */
  readonly targets?: Readonly<Record<string, number>>;
}

/** Values by `discipline/contender`, one for each round. */
export type Scores = ReadonlyMap<string, readonly number[]>;

interface Field {
  /** The first is ours. */
  readonly contenders: readonly string[];
  readonly disciplines: readonly Discipline[];
}

/** The lines of the table: per discipline every contender, and how many times as good ours is. */
export function comparison({ contenders, disciplines }: Field, scores: Scores): readonly string[] {
  const [ours = '', ...peers] = contenders;
  const width = Math.max(...contenders.map(({ length }) => length));
  return disciplines.flatMap((discipline) => {
    const { name, title, better, targets = {} } = discipline;
    const own = scores.get(`${name}/${ours}`) ?? [];
    const lines = peers.flatMap((peer) => {
      const values = scores.get(`${name}/${peer}`);
      if (values === undefined) return [];
      const times = timesAsGood(own, values, better);
      return [line(peer, values, ratioOf(times, targets[peer]))];
    });
    const head = `${title} (${better} is better): median (range), times as good ours is`;
    return ['', head, line(ours, own, ''), ...lines];
  });

  function line(who: string, values: readonly number[], more: string): string {
    return `  ${who.padEnd(width)}  ${range(values).padStart(26)}  ${more}`.trimEnd();
  }
}

/** Round by round, because what else the machine does meanwhile falls on neighbours alike. */
function timesAsGood(
  own: readonly number[],
  others: readonly number[],
  better: Discipline['better'],
): readonly number[] {
  return own.flatMap((mine, round) => {
    const other = others[round];
    if (other === undefined) return [];
    return [better === 'more' ? mine / other : other / mine];
  });
}

/** Of counts that are none on one side there is no ratio, and of no ratio no verdict. */
function ratioOf(times: readonly number[], target: number | undefined): string {
  if (times.length === 0 || !times.every((n) => Number.isFinite(n) && n > 0)) {
    return target === undefined ? '' : `no ratio  target ${target}×: not judged`;
  }
  const shown = [median(times), Math.min(...times), Math.max(...times)].map((n) => n.toFixed(2));
  return `${shown[0]}× (${shown[1]}–${shown[2]})${verdictOn(median(times), target)}`;
}

function verdictOn(times: number, target: number | undefined): string {
  if (target === undefined) return '';
  return `  target ${target}×: ${times >= target ? 'reached' : 'MISSED'}`;
}
