import { readPublished } from '../effects/publish-once.ts';
import { InvalidToolCall, type Tool } from './tool.ts';

/** Creates the tool that reads back what `remember` keeps. */
export function createLookup(folder: string): Tool {
  return {
    name: 'lookup',
    description: 'Reads what is kept under a key.',
    inputSchema: {
      type: 'object',
      properties: { key: { type: 'string' } },
      required: ['key'],
    },
    async run({ arguments: { key } }) {
      if (typeof key !== 'string' || key === '') throw new InvalidToolCall('lookup needs a key');
      return { stored: (await readPublished(folder, key)) ?? null };
    },
  };
}
