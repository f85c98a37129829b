/** Entry of the language server's process: wires the lenses to LSP. What a guard is, guards.ts knows. */
import {
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  createConnection,
  ProposedFeatures,
  TextDocuments,
  TextDocumentSyncKind,
  type CodeLens,
  type InitializeResult,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import {
  CODE_LENS_MODES,
  LAST_RUN_NOTIFICATION,
  type CodeLensMode,
  type LastRun,
  type ServerOptions,
} from '../../protocol/src/language.ts';
import { lensesOf } from './lenses.ts';

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const lastRuns = new Map<string, LastRun>();
/** Lenses by document, for the version they were made of; emptied when a setting or a run changes them. */
const cache = new Map<string, { readonly version: number; readonly lenses: CodeLens[] }>();
let words: ServerOptions = {
  runTitle: '▶ Run in Parallel',
  profileTitle: 'Profile',
  lastRunTitle: 'last run at {0}: {1}',
};

connection.onInitialize((parameters): InitializeResult => {
  words = { ...words, ...(parameters.initializationOptions as Partial<ServerOptions> | undefined) };
  return {
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      codeLensProvider: { resolveProvider: false },
    },
  };
});

connection.onInitialized(async () => {
  await connection.client.register(DidChangeConfigurationNotification.type, { section: 'parascope' });
});

async function lensMode(): Promise<CodeLensMode> {
  const setting: unknown = await connection.workspace.getConfiguration('parascope.codeLens');
  return CODE_LENS_MODES.find((mode) => mode === setting) ?? 'auto';
}

connection.onCodeLens(async ({ textDocument }) => {
  const document = documents.get(textDocument.uri);
  if (!document) return [];
  const known = cache.get(document.uri);
  if (known?.version === document.version) return known.lenses;
  const { version } = document;
  const lenses = lensesOf(document, await lensMode(), words, lastRuns.get(document.uri));
  cache.set(document.uri, { version, lenses });
  return lenses;
});

async function refresh(): Promise<void> {
  cache.clear();
  await connection.sendRequest(CodeLensRefreshRequest.type);
}

connection.onDidChangeConfiguration(() => refresh());
connection.onNotification(LAST_RUN_NOTIFICATION, (run: LastRun) => {
  lastRuns.set(run.uri, run);
  return refresh();
});
documents.onDidClose(({ document }) => void cache.delete(document.uri));

documents.listen(connection);
connection.listen();
