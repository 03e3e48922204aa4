import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { LightDetail } from '../../page-data.ts';
import type { RunLists } from '../embedded.ts';

/** A stretch of the run, in ms of the run. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What the timeline, its readout and the exchange list share. */
export interface TimelineState {
  readonly detail: LightDetail;
  readonly lists: RunLists;
  readonly whole: Stretch;
  readonly view: Signal<Stretch>;
  readonly cursorMs: Signal<number>;
  /** Place in `lists.exchanges`, or -1. */
  readonly selected: Signal<number>;
  readonly witnesses: ReadonlySet<number>;
  readonly breakMs: number | undefined;
  readonly stepMs: ReadonlySignal<number>;
}

const shortestMs = 20;

/** The first place in a sorted list whose value is not below the wanted one. */
export const firstFrom = (
  size: number,
  valueAt: (at: number) => number,
  wanted: number,
): number => {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (valueAt(middle) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
};

/** 1, 2 or 5 times a power of ten, at least as large as asked. */
export const niceStep = (atLeast: number): number => {
  const power = 10 ** Math.floor(Math.log10(Math.max(1e-6, atLeast)));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= atLeast) ?? 10);
};

/** The exchanges that show a broken rule; if no witness is one, those of the same messages. */
const witnessesOf = (detail: LightDetail, { exchanges }: RunLists): ReadonlySet<number> => {
  const named = new Set(
    detail.verdicts.flatMap(({ status, witnesses }) => (status === 'violated' ? witnesses : [])),
  );
  if (exchanges.some(({ index }) => named.has(index))) return named;
  const keys = new Set(detail.brokenBy.keys);
  const related = exchanges.filter(({ key }) => key !== undefined && keys.has(key));
  return new Set(related.map(({ index }) => index));
};

/** The state of one run's page. */
export const createTimeline = (detail: LightDetail, lists: RunLists): TimelineState => {
  const whole = { fromMs: Math.min(0, detail.beginMs), toMs: detail.endMs };
  const witnesses = witnessesOf(detail, lists);
  const breaking = lists.exchanges.find((exchange) => witnesses.has(exchange.index));
  const breakMs = breaking?.atMs ?? detail.brokenBy.atMs;
  const view = signal<Stretch>(whole);
  return {
    detail,
    lists,
    whole,
    view,
    cursorMs: signal(breakMs ?? detail.steps[0]?.injectedAtMs ?? 0),
    selected: signal(breaking ? lists.exchanges.indexOf(breaking) : -1),
    witnesses,
    breakMs,
    stepMs: computed(() => niceStep((view.value.toMs - view.value.fromMs) / 100)),
  };
};

/** Shows a stretch, kept inside the run and not shorter than can be read. */
export const show = (state: TimelineState, { fromMs, toMs }: Stretch): void => {
  const wholeMs = state.whole.toMs - state.whole.fromMs;
  const lengthMs = Math.min(wholeMs, Math.max(shortestMs, toMs - fromMs));
  const start = Math.min(Math.max(fromMs, state.whole.fromMs), state.whole.toMs - lengthMs);
  state.view.value = { fromMs: start, toMs: start + lengthMs };
};

/** Zooms around a moment; a factor below 1 shows less. */
export const zoom = (state: TimelineState, factor: number, aroundMs: number): void => {
  const { fromMs, toMs } = state.view.value;
  show(state, {
    fromMs: aroundMs - (aroundMs - fromMs) * factor,
    toMs: aroundMs + (toMs - aroundMs) * factor,
  });
};

/** Moves the shown stretch. */
export const pan = (state: TimelineState, byMs: number): void => {
  const { fromMs, toMs } = state.view.value;
  show(state, { fromMs: fromMs + byMs, toMs: toMs + byMs });
};

/** Moves the cursor, and the shown stretch after it when it leaves. */
export const moveCursor = (state: TimelineState, atMs: number): void => {
  const { whole, view } = state;
  state.cursorMs.value = Math.min(whole.toMs, Math.max(whole.fromMs, atMs));
  const { fromMs, toMs } = view.value;
  if (state.cursorMs.value < fromMs || state.cursorMs.value > toMs) {
    const half = (toMs - fromMs) / 2;
    show(state, { fromMs: state.cursorMs.value - half, toMs: state.cursorMs.value + half });
  }
};

/** Selects the exchange that is nearest to a moment. */
export const selectNearest = (state: TimelineState, atMs: number): void => {
  const { exchanges } = state.lists;
  const after = firstFrom(exchanges.length, (at) => exchanges[at]?.atMs ?? 0, atMs);
  const distance = (at: number): number =>
    Math.abs((exchanges[at]?.atMs ?? Number.POSITIVE_INFINITY) - atMs);
  state.selected.value =
    distance(after - 1) < distance(after) ? after - 1 : Math.min(after, exchanges.length - 1);
};

/** Selects an exchange by its place and brings the cursor to it. */
export const selectExchange = (state: TimelineState, at: number): void => {
  const exchange = state.lists.exchanges[at];
  if (!exchange) return;
  state.selected.value = at;
  moveCursor(state, exchange.atMs);
};

/** Selects an exchange by its index in the history. */
export const selectByIndex = (state: TimelineState, index: number): void =>
  selectExchange(
    state,
    state.lists.exchanges.findIndex((exchange) => exchange.index === index),
  );
