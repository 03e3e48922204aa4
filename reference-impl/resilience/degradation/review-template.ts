import type { TemplateReview, UndoneTask } from './degraded-output.ts';

/** Gives the review of the specification for when no reviewer answers (F4). */
export function reviewTemplate({ reason }: UndoneTask): TemplateReview {
  return {
    role: 'reviewer',
    approved: true,
    code_quality: 70,
    issues: [
      {
        severity: 'low',
        message: `No model reviewed this: ${reason}`,
        suggestion: 'Have a person look at the change before it is merged.',
      },
    ],
    next_steps: ['Manual review'],
  };
}
