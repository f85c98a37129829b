/** How often to sample: every 10 ms, more rarely when the instrument's thread would use more than 1 % of a core. */
const BASE_MS = 10;
const MAX_MS = 100;
const SHARE_OF_CORE = 0.01;
/** Booting is not what sampling costs: the first half second does not count. */
const SETTLED_NS = 500e6;

export class Pace {
  #periodMs = BASE_MS;
  #ownNs = 0;
  #nowNs = 0;

  /** ms until the next sampling. */
  get periodMs(): number {
    return this.#periodMs;
  }

  /** Notes the CPU time that the thread has used since its start. At most ten times a second. */
  note(ownNs: number, nowNs: number): void {
    const share = (ownNs - this.#ownNs) / (nowNs - this.#nowNs);
    const counts = this.#ownNs > 0 && nowNs > SETTLED_NS;
    this.#ownNs = ownNs;
    this.#nowNs = nowNs;
    if (!counts || !Number.isFinite(share)) return;
    const wanted = this.#periodMs * Math.min(1.5, Math.max(0.75, share / SHARE_OF_CORE));
    this.#periodMs = Math.min(MAX_MS, Math.max(BASE_MS, wanted));
  }
}
