import {
  createHttpProvider,
  type HttpProvider,
  type HttpProviderOptions,
} from './http-provider.ts';
import { createOpenaiWire } from './openai-wire.ts';

/** How prime is called. */
export interface PrimeOptions extends Omit<HttpProviderOptions, 'name' | 'wire'> {
  readonly stream: boolean;
}

/** Creates the provider that asks prime, the first of the pool. */
export function createPrimeProvider(options: PrimeOptions): HttpProvider {
  const wire = createOpenaiWire({ model: 'prime', stream: options.stream });
  return createHttpProvider({ ...options, name: 'prime', wire });
}
