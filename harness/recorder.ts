import type { Event, EventDraft } from './core/history.ts';

/** Puts what all observers saw into one order of time; equal times keep their order of arrival. */
export const orderEvents = (drafts: readonly EventDraft[]): readonly Event[] =>
  drafts
    .map((draft, arrival) => ({ draft, arrival }))
    .sort((one, other) => one.draft.atMs - other.draft.atMs || one.arrival - other.arrival)
    .map(({ draft }, index) => ({ ...draft, index }));
