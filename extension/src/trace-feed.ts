/** A trace as the extension sees it: snapshots and answers from the worker thread that holds it. */
import { Worker } from 'node:worker_threads';
import * as vscode from 'vscode';
import type { PanelQuery, PanelReply, RunPhase, RunSnapshot } from '../../trace/src/panel-session.ts';
import { workerFailedPhase } from './run-words.ts';
import type { FromTraceWorker, ToTraceWorker, TraceSource, TraceWorkerData } from './trace-link.ts';

export interface TraceFeedOptions {
  /** The worker's bundle. */
  readonly workerFile: string;
  readonly source: TraceSource;
  /** A run that is over, to be shown below it. */
  readonly before?: TraceSource | undefined;
  /** Shown above the chart. */
  readonly title: string;
  readonly phase: RunPhase;
}

export class TraceFeed implements vscode.Disposable {
  /** Where the trace lies. */
  readonly source: TraceSource;
  readonly #worker: Worker;
  readonly #snapshots = new vscode.EventEmitter<RunSnapshot>();
  readonly #replies = new vscode.EventEmitter<PanelReply>();
  readonly #finished = Promise.withResolvers<RunSnapshot>();
  #snapshot: RunSnapshot;
  /** What the owner said last: snapshots that the worker sent before it heard of it are older. */
  #phase: RunPhase | undefined;
  #hasFailed = false;
  #isDisposed = false;

  /** The run as of now, whenever it changed. */
  readonly onSnapshot: vscode.Event<RunSnapshot> = this.#snapshots.event;
  readonly onReply: vscode.Event<PanelReply> = this.#replies.event;

  constructor({ workerFile, source, before, title, phase }: TraceFeedOptions) {
    this.source = source;
    this.#snapshot = { type: 'run', title, phase, lanes: [], endNs: 0, dropped: 0, summary: null };
    const workerData: TraceWorkerData = { source, title, phase, ...(before && { before }) };
    this.#worker = new Worker(workerFile, { workerData, name: 'parascope trace' });
    this.#worker.on('message', (message: FromTraceWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#finished.resolve(this.#snapshot));
  }

  get snapshot(): RunSnapshot {
    return this.#snapshot;
  }

  /** Sends a query; its reply comes by `onReply`. */
  ask(query: PanelQuery): void {
    this.#post(query);
  }

  /** A trace that cannot be read stays failed. */
  setPhase(phase: RunPhase): void {
    if (this.#hasFailed) return;
    this.#phase = phase;
    this.#update(this.#snapshot);
    this.#post({ type: 'set-phase', phase });
  }

  /** Reads what is left, when nothing will be written any more. Settles even if the worker dies. */
  async finish(): Promise<RunSnapshot> {
    this.#post({ type: 'finish' });
    return await this.#finished.promise;
  }

  dispose(): void {
    this.#isDisposed = true;
    void this.#worker.terminate();
    this.#snapshots.dispose();
    this.#replies.dispose();
  }

  #post(message: ToTraceWorker): void {
    this.#worker.postMessage(message);
  }

  #receive(message: FromTraceWorker): void {
    switch (message.type) {
      case 'run':
        this.#update(message);
        break;
      case 'window':
      case 'details':
      case 'flows':
      case 'kind':
      case 'figures':
      case 'flame':
      case 'matches':
      case 'path':
        this.#replies.fire(message);
        break;
      case 'finished':
        this.#update(message.snapshot);
        this.#finished.resolve(this.#snapshot);
        break;
      case 'unreadable':
        this.#fail(new Error(message.message));
        break;
    }
  }

  #update(snapshot: RunSnapshot): void {
    this.#snapshot = { ...snapshot, phase: this.#phase ?? snapshot.phase };
    this.#snapshots.fire(this.#snapshot);
  }

  #fail(error: unknown): void {
    if (this.#isDisposed) return;
    this.#hasFailed = true;
    this.#phase = workerFailedPhase(error);
    this.#update(this.#snapshot);
    this.#finished.resolve(this.#snapshot);
  }
}
