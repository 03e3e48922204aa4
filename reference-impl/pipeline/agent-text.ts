import type { FailoverResult } from '../resilience/failover/failover-result.ts';

/** What an agent has given, as text: the model's words, or the stand-in's. */
export function agentText(result: FailoverResult): string {
  switch (result.source) {
    case 'model':
      return result.text;
    case 'manual':
      return result.instructions;
    case 'none':
      return '';
    case 'template': {
      const { output } = result;
      if (output.role === 'coder') return output.files.map(({ content }) => content).join('\n');
      return JSON.stringify(output);
    }
  }
}
