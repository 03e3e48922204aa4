import { describeLaws } from '../../harness/invariants/testing/laws.ts';

await describeLaws(new URL('./', import.meta.url));
