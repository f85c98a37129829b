/** How the panel talks to whoever holds the trace. */
import type { FromPanelMessage, ToPanelMessage } from '../../protocol/src/panel.ts';

import type { KeptOrder } from './lane-order.ts';
import { isKeptOrder } from './lane-order.ts';
import type { TimeRange } from './time-range.ts';

/** What the panel keeps over hiding and reloading. Plain data. */
export interface KeptState {
  readonly startNs: number;
  readonly endNs: number;
  readonly follow: boolean;
  readonly collapsed: readonly string[];
  readonly title: string;
  readonly picked: TimeRange | null;
  /** Of two runs: whether the run before is spoken of. */
  readonly ofBefore: boolean;
  readonly lanes: KeptOrder;
}

export interface PanelTransport {
  /** Whether there is someone who can stop, start and save runs. */
  readonly canRun: boolean;
  post(message: FromPanelMessage): void;
  onMessage(listener: (message: ToPanelMessage) => void): void;
  keep(state: KeptState): void;
  kept(): KeptState | null;
}

/** What VS Code gives a webview, once per page. */
export interface EditorApi {
  postMessage(message: FromPanelMessage): void;
  getState(): unknown;
  setState(state: unknown): void;
}

const MESSAGE_TYPES: readonly string[] = [
  'run',
  'window',
  'details',
  'flows',
  'kind',
  'figures',
  'flame',
  'matches',
  'path',
] satisfies ToPanelMessage['type'][];

/** The one place where messages of the editor enter: whatever has no type of ours is not for us. */
function isToPanelMessage(data: unknown): data is ToPanelMessage {
  return (
    typeof data === 'object' &&
    data !== null &&
    'type' in data &&
    typeof data.type === 'string' &&
    MESSAGE_TYPES.includes(data.type)
  );
}

function isRange(data: unknown): data is TimeRange {
  if (typeof data !== 'object' || data === null) return false;
  const { startNs, endNs } = data as Partial<Record<keyof TimeRange, unknown>>;
  return Number.isFinite(startNs) && Number.isFinite(endNs);
}

function isKeptState(data: unknown): data is KeptState {
  if (typeof data !== 'object' || data === null) return false;
  const { startNs, endNs, follow, collapsed, title, picked, ofBefore, lanes } = data as Partial<
    Record<keyof KeptState, unknown>
  >;
  return (
    Number.isFinite(startNs) &&
    Number.isFinite(endNs) &&
    typeof follow === 'boolean' &&
    Array.isArray(collapsed) &&
    typeof title === 'string' &&
    (picked === null || isRange(picked)) &&
    typeof ofBefore === 'boolean' &&
    isKeptOrder(lanes)
  );
}

/** The panel inside the editor: messages of the webview. */
export function editorTransport(api: EditorApi): PanelTransport {
  return {
    canRun: true,
    post: (message) => api.postMessage(message),
    onMessage: (listener) =>
      window.addEventListener('message', (event: MessageEvent<unknown>) => {
        if (isToPanelMessage(event.data)) listener(event.data);
      }),
    keep: (state) => api.setState(state),
    kept: () => {
      const state = api.getState();
      return isKeptState(state) ? state : null;
    },
  };
}
