import { randomUUID } from 'node:crypto';
import { publishOnce } from '../effects/publish-once.ts';
import { InvalidToolCall, type Tool } from './tool.ts';

/** Creates the tool with an effect: it keeps a text once per key, over both tool servers (7). */
export function createRemember(folder: string, serviceName: string): Tool {
  return {
    name: 'remember',
    description: 'Keeps a text under the key of its message; a second call changes nothing.',
    inputSchema: {
      type: 'object',
      properties: { text: { type: 'string' } },
      required: ['text'],
    },
    async run({ arguments: { text }, key }) {
      if (typeof text !== 'string') throw new InvalidToolCall('remember needs a text');
      if (key === undefined) throw new InvalidToolCall('remember needs an x-idempotency-key');
      const executionId = randomUUID();
      const effect = { key, text, executedBy: serviceName, executionId, at: Date.now() };
      const { published, stored } = await publishOnce(folder, key, effect);
      if (textOf(stored) !== text) {
        throw new InvalidToolCall(`key ${key} was used before, for another text`);
      }
      return { replayed: !published, stored };
    },
  };
}

function textOf(stored: unknown): unknown {
  return typeof stored === 'object' && stored !== null && 'text' in stored
    ? stored.text
    : undefined;
}
