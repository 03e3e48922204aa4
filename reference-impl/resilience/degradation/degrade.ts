import { codeTemplate } from './code-template.ts';
import type { Degraded, TemplateOutput, UndoneTask } from './degraded-output.ts';
import { planTemplate } from './plan-template.ts';
import { reviewTemplate } from './review-template.ts';

/** Makes what a role can give without a model. */
export type Template = (undone: UndoneTask) => TemplateOutput;

/** The templates of the specification (F4). */
export const defaultTemplates: Readonly<Record<string, Template>> = {
  planner: planTemplate,
  coder: codeTemplate,
  reviewer: reviewTemplate,
};

/** Gives the next best thing once all models have failed: the role's template, else a person. */
export function degrade(
  role: string,
  undone: UndoneTask,
  templates: Readonly<Record<string, Template>> = defaultTemplates,
): Degraded {
  const template = Object.hasOwn(templates, role) ? templates[role] : undefined;
  try {
    if (template !== undefined) {
      return { degraded: true, source: 'template', output: template(undone) };
    }
  } catch {
    // A template that fails leaves the task to a person, like one that is missing.
  }
  const instructions = `${role}: to be done by hand. Task: ${undone.task}. Reason: ${undone.reason}`;
  return { degraded: true, source: 'manual', instructions };
}
