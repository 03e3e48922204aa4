import { answerQuestions } from '../peers/answer-questions.ts';
import { behaviours, resetMs } from './behaviours.ts';
import { loadKit } from './contenders.ts';

answerQuestions(async ({ contender, measurement }) => {
  const kit = await loadKit(contender, { resetMs });
  if (kit.breaker === undefined) return undefined;
  try {
    return await behaviours[measurement]?.count(kit.breaker);
  } finally {
    kit.end?.();
  }
});
