const notes = 16;
const noteCharacters = 100;

/** What a checkpoint holds in the bench: some fields and texts, 2 KB as JSON. */
export function stateOf(step: number) {
  return {
    step,
    goal: 'compare savers',
    isDone: false,
    notes: Array.from({ length: notes }, (_, n) => ({
      n,
      text: `${step}`.padEnd(noteCharacters, '.'),
    })),
  };
}
