/** How often to sample: every 10 ms, more rarely when the instrument's thread would use more than 1 % of a core. */
const BASE_MS = 10;
const MAX_MS = 100;
const SHARE_OF_CORE = 0.01;

export class Pace {
  #periodMs = BASE_MS;
  #ownNs = 0;
  #nowNs = 0;

  /** ms until the next sampling. */
  get periodMs(): number {
    return this.#periodMs;
  }

  /**
   * Notes the CPU time that the thread has used since its start. At most ten times a second. What it had used by the first note
   * was booting and does not count; code that has yet to be compiled does.
   */
  note(ownNs: number, nowNs: number): void {
    const share = (ownNs - this.#ownNs) / (nowNs - this.#nowNs);
    const counts = this.#ownNs > 0;
    this.#ownNs = ownNs;
    this.#nowNs = nowNs;
    if (!counts || !Number.isFinite(share)) return;
    const wanted = this.#periodMs * Math.min(1.5, Math.max(0.75, share / SHARE_OF_CORE));
    this.#periodMs = Math.min(MAX_MS, Math.max(BASE_MS, wanted));
  }
}
