/** The path as few segments: pieces that are too short to be seen are one segment with their neighbours. */
import type { PathPiece } from './walk.ts';

/** Where a segment is, and what happens in it: of several pieces, what takes the most time. */
export interface PathSegment extends PathPiece {
  /** How many pieces it stands for. */
  readonly merged: number;
}

/** Pieces from this share of the path on stand alone, so that there are about two hundred segments at most. */
const MIN_SHARE = 0.01;

/** Takes pieces from the last to the first, and keeps no more of them than there are segments. */
export class PathSegments {
  readonly #minNs: number;
  readonly #segments: PathSegment[] = [];
  /** The longest of those that are being merged. */
  #longest: PathPiece | undefined;
  #startNs = 0;
  #endNs = 0;
  #merged = 0;
  /** The piece that may go on. */
  #open: PathPiece | undefined;

  constructor(lengthNs: number) {
    this.#minNs = lengthNs * MIN_SHARE;
  }

  add(piece: PathPiece): void {
    const open = this.#open;
    if (open !== undefined && isSame(open, piece)) {
      this.#open = { ...open, startNs: piece.startNs };
      return;
    }
    this.#close();
    this.#open = piece;
  }

  /** In the order of time. */
  list(): readonly PathSegment[] {
    this.#close();
    this.#flush();
    return this.#segments.toReversed();
  }

  #close(): void {
    const piece = this.#open;
    if (piece === undefined) return;
    this.#open = undefined;
    if (piece.endNs - piece.startNs >= this.#minNs) {
      this.#flush();
      this.#segments.push({ ...piece, merged: 1 });
      return;
    }
    if (this.#longest === undefined) this.#endNs = piece.endNs;
    this.#startNs = piece.startNs;
    this.#merged++;
    if (this.#longest === undefined || lengthOf(piece) > lengthOf(this.#longest)) this.#longest = piece;
    if (this.#endNs - this.#startNs >= this.#minNs) this.#flush();
  }

  #flush(): void {
    if (this.#longest === undefined) return;
    const range = { startNs: this.#startNs, endNs: this.#endNs };
    this.#segments.push({ ...this.#longest, ...range, merged: this.#merged });
    this.#longest = undefined;
    this.#merged = 0;
  }
}

function lengthOf({ startNs, endNs }: PathPiece): number {
  return endNs - startNs;
}

function isSame(a: PathPiece, b: PathPiece): boolean {
  return (
    a.thread === b.thread &&
    a.state === b.state &&
    a.reason === b.reason &&
    a.site === b.site &&
    a.lock === b.lock &&
    a.startNs === b.endNs
  );
}
