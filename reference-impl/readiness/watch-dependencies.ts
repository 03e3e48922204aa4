/** What a program's own calls last said of something it shares with others. */
interface DependencyState {
  readonly state: 'unknown' | 'ok' | 'failing';
  readonly atMs?: number;
  readonly reason?: string;
}

/** Remembers how the calls to shared dependencies went; this is reported, and decides nothing. */
export interface DependencyWatch {
  watch<T>(name: string, call: Promise<T>): Promise<T>;
  report(): Readonly<Record<string, DependencyState>>;
}

/** Creates such a watch over named dependencies. */
export function watchDependencies(names: readonly string[]): DependencyWatch {
  const states = new Map<string, DependencyState>();
  for (const name of names) states.set(name, { state: 'unknown' });
  return {
    async watch(name, call) {
      try {
        const answer = await call;
        states.set(name, { state: 'ok', atMs: Date.now() });
        return answer;
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        states.set(name, { state: 'failing', atMs: Date.now(), reason });
        throw error;
      }
    },
    report: () => Object.fromEntries(states),
  };
}
