// k6 brings its modules along; these are the parts of them that the scripts here use.

declare module 'k6/http' {
  interface Response {
    readonly status: number;
    readonly body: string | null;
    readonly error: string;
    readonly error_code: number;
  }
  interface RequestOptions {
    readonly headers?: Readonly<Record<string, string>>;
    readonly tags?: Readonly<Record<string, string>>;
    /** ms */
    readonly timeout?: number;
  }
  const http: {
    post(url: string, body: string, options?: RequestOptions): Response;
  };
  export default http;
}

declare module 'k6/execution' {
  const execution: {
    readonly scenario: { readonly iterationInTest: number };
    readonly vu: { readonly metrics: { readonly metadata: Record<string, string> } };
  };
  export default execution;
}

/** Variables that the runner gives a script. */
declare const __ENV: Readonly<Record<string, string | undefined>>;
