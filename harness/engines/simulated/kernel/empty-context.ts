import { AsyncLocalStorage } from 'node:async_hooks';

/** Runs something without the async context of whoever asked: nothing of it leaks into hosts. */
export const inEmptyContext: <Result>(run: () => Result) => Result = AsyncLocalStorage.snapshot();
