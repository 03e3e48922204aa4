/** A place where the embedded proxy may differ from the real server, and why. */
export interface Difference {
  readonly where: string;
  readonly real: string;
  readonly embedded: string;
  readonly reason: string;
}

/** All allowed differences; a test that meets one names it. */
export const differences = {
  badBodyDetail: {
    where: 'the text after `bad request body: `',
    real: "the message of Go's JSON decoder",
    embedded: "the message of Node's JSON parser or of the schema",
    reason: 'a client can rely on the status and the prefix only; the rest names Go types',
  },
  harmfulAttributes: {
    where: 'bandwidth rate < 0; slicer average_size < 1 or size_variation above it',
    real: 'accepts the toxic; the whole server dies at the next data',
    embedded: '400 with the reason',
    reason: 'a crash is not a behaviour that anyone relies on',
  },
  negativeAttributes: {
    where: 'every other attribute below zero, or beyond a day or a terabyte',
    real: 'accepts it and treats it as zero, or waits for years',
    embedded: '400 with the reason',
    reason: 'it is a mistake in a plan, and would pass in silence',
  },
  resetPeerRemoval: {
    where: 'DELETE of a reset_peer toxic, or /reset, while it waits',
    real: 'answers when the wait is over',
    embedded: 'answers at once; the connection still ends when its wait is over',
    reason: 'the harness must not be held up; what happens on the link is the same',
  },
  stuckRemoval: {
    where: 'DELETE of a toxic while the client does not read',
    real: 'may wait for ever',
    embedded: 'answers at once; what the toxic held is queued behind the socket',
    reason: 'an API call must end',
  },
  attributeCase: {
    where: 'attribute names in another case, such as `Latency`',
    real: "matches them (Go's decoder)",
    embedded: 'ignores them like any unknown name',
    reason: 'no known client writes them',
  },
  requestId: {
    where: 'the header X-Toxiproxy-Request-Id, and GET /metrics',
    real: 'the header is sent; metrics exist behind two flags',
    embedded: 'neither exists',
    reason: 'nothing reads them; the run has its own history',
  },
  transparent: {
    where: 'the field `transparent` of POST /proxies',
    real: 'ignored, like any unknown field',
    embedded: 'passes half-closes and resets on, for this proxy',
    reason: "an addition; the default is the real server's behaviour",
  },
} as const satisfies Readonly<Record<string, Difference>>;
