/** A trace that is not what docs/TRACE_FORMAT.md says. `offset` counts bytes from the first one given to the reader. */
export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';
  readonly expected: string;
  readonly found: string;
  readonly offset: number;

  constructor(expected: string, found: string, offset: number) {
    super(`not a readable trace: expected ${expected}, found ${found} at byte ${offset}`);
    this.expected = expected;
    this.found = found;
    this.offset = offset;
  }
}
