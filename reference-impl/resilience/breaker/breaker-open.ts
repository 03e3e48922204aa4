/** Tells that a breaker let a call not through: it was not made. */
export class BreakerOpen extends Error {
  readonly status: string;

  constructor(status: string) {
    super(`the breaker is ${status}: the call was not made`);
    this.name = 'BreakerOpen';
    this.status = status;
  }
}
