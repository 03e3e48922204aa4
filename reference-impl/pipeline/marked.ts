import type { Idea } from './idea.ts';
import type { Milestone } from './idea-state.ts';

/** The milestones of an idea, with a mark on the current one. */
export function marked(idea: Idea, mark: Milestone['mark']): { readonly milestones: Milestone[] } {
  const { milestones, currentMilestone } = idea.state();
  return {
    milestones: milestones.map((one, at) => (at === currentMilestone - 1 ? { ...one, mark } : one)),
  };
}
