import { computed, signal } from '@preact/signals';
import type { DashboardState, Happening } from '../dashboard-state.ts';

/** How the page hears of the stack. */
export type Connection = 'connecting' | 'live' | 'lost';

/** What the page knows; undefined before the first news. */
export const state = signal<DashboardState | undefined>(undefined);

/** What happened, the newest first; kept over reconnects, also to another life of the server. */
export const happenings = signal<readonly Happening[]>([]);

/** Whether news come in. */
export const connection = signal<Connection>('connecting');

/** When anything was heard last, by this machine's clock. */
export const lastNewsMs = signal(0);

/** This machine's clock, once a second. */
export const clockMs = signal(Date.now());

/** What a screen reader is told, in one sentence. */
export const announcement = signal('');

const skewMs = signal(0);

/** The server's time now: the two clocks need not agree. */
export const serverNowMs = computed(() => clockMs.value + skewMs.value);

const happeningsShown = 60;

/** Takes a whole new state. */
export function takeState(next: DashboardState): void {
  skewMs.value = next.nowMs - Date.now();
  clockMs.value = Date.now();
  state.value = next;
}

/** Takes a happening that is new, or known and counted up. */
export function takeHappening(next: Happening): void {
  const others = happenings.value.filter(({ id }) => id !== next.id);
  const all = [next, ...others].sort((one, other) => other.lastAtMs - one.lastAtMs);
  happenings.value = all.slice(0, happeningsShown);
}
