import { describeLaws } from './testing/laws.ts';

await describeLaws(new URL('./', import.meta.url));
