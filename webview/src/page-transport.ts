import { isPanelQuery, type PanelSession } from '../../trace/src/panel-session.ts';
import type { SourceLocation } from '../../trace/src/query.ts';
import type { ToPanelMessage } from '../../protocol/src/panel.ts';
import { element } from './element.ts';
import type { PanelTransport } from './transport.ts';

/** The panel of a report: the page holds the trace and answers itself. `openSource` says where the source is. */
export function pageTransport(session: PanelSession, openSource: (location: SourceLocation) => void): PanelTransport {
  const listeners: ((message: ToPanelMessage) => void)[] = [];
  // Answers come later, as the editor's do, so that the panel never meets its own answer while it asks.
  const reply = (message: ToPanelMessage): void =>
    queueMicrotask(() => {
      for (const listener of listeners) listener(message);
    });
  return {
    canRun: false,
    post(message) {
      if (isPanelQuery(message)) {
        reply(session.answer(message));
        return;
      }
      switch (message.type) {
        case 'ready': {
          reply(session.snapshot());
          return;
        }
        case 'open-source': {
          openSource(message.location);
          return;
        }
        case 'save-picture': {
          download(message.name, message.bytes);
          return;
        }
        // A report is a saved run.
        case 'save-run':
        case 'stop':
        case 'run-again':
      }
    },
    onMessage: (listener) => void listeners.push(listener),
    keep: () => undefined,
    kept: () => null,
  };
}

/** The browser saves the file where it saves all. */
function download(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([new Uint8Array(bytes)]));
  element('a', { href: url, download: name }).click();
  URL.revokeObjectURL(url);
}
