import type { TemplatePlan } from './degraded-output.ts';

/** Gives the plan of the specification for when no planner answers (F4). */
export function planTemplate(): TemplatePlan {
  const milestone = (title: string) => ({ title, files: { create: [], modify: [], delete: [] } });
  return {
    role: 'planner',
    milestones: [milestone('Analyze requirements'), milestone('Implement changes')],
    risks: ['AI planner unavailable - using template'],
    confidence: 0.5,
  };
}
