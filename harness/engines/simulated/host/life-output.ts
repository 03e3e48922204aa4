import { Console } from 'node:console';
import { Writable } from 'node:stream';

/** One whole line that a program wrote. */
export type TakeLine = (line: string, stream: 'stdout' | 'stderr') => void;

/** Cuts what a program writes into lines; the end of a line may come in a later write. */
class LineStream extends Writable {
  readonly #take: (line: string) => void;
  #rest = '';

  constructor(take: (line: string) => void) {
    super({ decodeStrings: false, defaultEncoding: 'utf8' });
    this.#take = take;
  }

  add(text: string): void {
    if (this.#rest === '' && text.indexOf('\n') === text.length - 1 && text !== '') {
      this.#take(text.slice(0, -1));
      return;
    }
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  }

  /** Gives away a last line that has no end. */
  flush(): void {
    if (this.#rest !== '') this.#take(this.#rest);
    this.#rest = '';
  }

  override _write(chunk: string | Buffer, _encoding: string, done: () => void): void {
    this.add(typeof chunk === 'string' ? chunk : chunk.toString('utf8'));
    done();
  }
}

/** Standard output and standard error of one life, and its console. */
export class LifeOutput {
  readonly stdout: LineStream;
  readonly stderr: LineStream;
  #console: Console | undefined;

  constructor(take: TakeLine) {
    this.stdout = new LineStream((line) => take(line, 'stdout'));
    this.stderr = new LineStream((line) => take(line, 'stderr'));
  }

  get console(): Console {
    this.#console ??= new Console({ stdout: this.stdout, stderr: this.stderr });
    return this.#console;
  }

  /** The process ends: what it wrote stays written. */
  flush(): void {
    this.stdout.flush();
    this.stderr.flush();
  }

  /** What `fs.writeSync(1, …)` does: the loggers that go round the stream. */
  writeDescriptor(descriptor: 1 | 2, text: string): void {
    (descriptor === 1 ? this.stdout : this.stderr).add(text);
  }
}
