/** What a process of a bench is asked: one contender, one measurement. */
export interface BenchQuestion {
  readonly contender: string;
  readonly measurement: string;
  readonly durationMs: number;
}

/** What it found, or why there is nothing to find. */
export type BenchAnswer = { readonly value: number } | { readonly lacking: string };

/** Measures one thing of one contender; nothing when that contender does not have it. */
export type Measure = (question: BenchQuestion) => Promise<number | undefined>;

/** Answers the bench, question by question, as long as it lives. */
export function answerQuestions(measure: Measure): void {
  process.on('message', async (message) => {
    // Only the bench sends messages, and only questions.
    const answer = await answerOf(measure, message as BenchQuestion);
    process.send?.(answer);
  });
  process.on('disconnect', () => process.exit());
}

async function answerOf(measure: Measure, question: BenchQuestion): Promise<BenchAnswer> {
  try {
    const value = await measure(question);
    return value === undefined ? { lacking: 'has none' } : { value };
  } catch (error) {
    return { lacking: error instanceof Error ? (error.message.split('\n')[0] ?? '') : `${error}` };
  }
}
