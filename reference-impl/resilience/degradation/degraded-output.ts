/** A plan that no model made. */
export interface TemplatePlan {
  readonly role: 'planner';
  readonly milestones: readonly {
    readonly title: string;
    readonly files: {
      readonly create: readonly string[];
      readonly modify: readonly string[];
      readonly delete: readonly string[];
    };
  }[];
  readonly risks: readonly string[];
  readonly confidence: number;
}

/** A file that asks a person to write the code. */
export interface TemplateCode {
  readonly role: 'coder';
  readonly files: readonly { readonly path: string; readonly content: string }[];
}

/** A review that nobody made, and that says so. */
export interface TemplateReview {
  readonly role: 'reviewer';
  readonly approved: boolean;
  readonly code_quality: number;
  readonly issues: readonly {
    readonly severity: 'low';
    readonly message: string;
    readonly suggestion: string;
  }[];
  readonly next_steps: readonly string[];
}

/** What a template has to offer instead of a model's answer. */
export type TemplateOutput = TemplatePlan | TemplateCode | TemplateReview;

/** What stands in for a model's answer; it is always flagged. */
export type Degraded =
  | { readonly degraded: true; readonly source: 'template'; readonly output: TemplateOutput }
  /** No template either: what a person has to do. */
  | { readonly degraded: true; readonly source: 'manual'; readonly instructions: string };

/** What was to be done, and why no model did it. */
export interface UndoneTask {
  readonly task: string;
  readonly reason: string;
}
