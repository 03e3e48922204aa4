import { CannotTellError } from '../../core/errors.ts';

/**
 * Signals that are kept of one life. The reference stack prints a few for each message, thus some
 * thousands in the longest run; a life that chatters without end must not fill the memory.
 */
export const SIGNALS_MAX = 20_000;
/** Characters of the lines they were read from: few signals may be long ones. */
export const SIGNAL_CHARS_MAX = 32 * 1024 * 1024;

/** Counts the signals of every life, and remembers what was not kept. */
export interface SignalLimit {
  /** Whether this signal is kept; once one was not, the life is `full`. */
  keeps(role: string, life: number, line: string): boolean;
  full(role: string, life: number): boolean;
  /** A line of a full life was not even read. */
  skipped(role: string, life: number): void;
  /** Throws where signals were dropped: rules that read them cannot be judged. */
  check(): void;
}

interface Kept {
  readonly role: string;
  readonly life: number;
  signals: number;
  chars: number;
  dropped: number;
}

/** Nothing was printed yet. */
export const createSignalLimit = (): SignalLimit => {
  const lives = new Map<string, Kept>();
  const of = (role: string, life: number): Kept => {
    const name = `${role}.${life}`;
    const kept = lives.get(name) ?? { role, life, signals: 0, chars: 0, dropped: 0 };
    lives.set(name, kept);
    return kept;
  };
  return {
    keeps: (role, life, line) => {
      const kept = of(role, life);
      const fits = kept.signals < SIGNALS_MAX && kept.chars + line.length <= SIGNAL_CHARS_MAX;
      if (!fits) {
        kept.dropped++;
        return false;
      }
      kept.signals++;
      kept.chars += line.length;
      return true;
    },
    full: (role, life) => of(role, life).dropped > 0,
    skipped: (role, life) => {
      of(role, life).dropped++;
    },
    check: () => {
      const full = [...lives.values()].filter(({ dropped }) => dropped > 0);
      if (full.length === 0) return;
      const told = full.map(
        ({ role, life, signals, dropped }) =>
          `${role} printed too many signals in life ${life}: the first ${signals} were kept, ` +
          `${dropped} lines after them were not`,
      );
      throw new CannotTellError(
        `${told.join('; ')}; make it print less (at most ${SIGNALS_MAX} signals and ` +
          `${SIGNAL_CHARS_MAX / 1024 / 1024} MiB in one life are kept)`,
      );
    },
  };
};
