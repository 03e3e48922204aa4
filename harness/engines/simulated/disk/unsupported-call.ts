/** A program called something of `fs` that the simulated disk has not; the name says what. */
export class UnsupportedCall extends Error {
  override readonly name = 'UnsupportedCall';
  constructor(what: string) {
    super(
      `the simulated disk does not support ${what}; let the program do without it, ` +
        'or run this scenario live',
    );
  }
}
