/**
 * A plugin of TypeScript's own server: a script whose project has no `parascope` sees the types that the extension carries.
 * The extension runs such a script, so the editor must not call its import an error; completion, hover and
 * go-to-definition work by the same step. A project's own package always wins.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type ts from 'typescript/lib/tsserverlibrary.js';

const PACKAGE = 'parascope';

/** What TypeScript's server is told in the place of a failed look-up. */
interface Carried {
  readonly resolvedModule: ts.ResolvedModuleFull;
}

/**
 * Makes the plugin, as TypeScript's server asks it to. `packageFolder` is the copy of the package that the extension
 * carries. Without its types (a clone that has not been built) the plugin changes nothing.
 */
export function createPlugin(packageFolder: string): ts.server.PluginModule {
  const carried = readCarried(packageFolder);
  return {
    create({ languageService, languageServiceHost }) {
      if (carried) offerTypes(languageServiceHost, carried);
      return languageService;
    },
  };
}

/** The types' entry, as the package's own manifest names it. */
function readCarried(packageFolder: string): Carried | undefined {
  const manifestFile = path.join(packageFolder, 'package.json');
  if (!existsSync(manifestFile)) return undefined;
  const { version, exports } = JSON.parse(readFileSync(manifestFile, 'utf8')) as {
    readonly version: string;
    readonly exports: { readonly '.': { readonly types: string } };
  };
  const types = path.join(packageFolder, exports['.'].types);
  if (!existsSync(types)) return undefined;
  return {
    resolvedModule: {
      // TypeScript's paths have slashes on every system.
      resolvedFileName: types.replaceAll('\\', '/'),
      extension: '.d.ts',
      isExternalLibraryImport: true,
      packageId: { name: PACKAGE, subModuleName: '', version },
    },
  };
}

/** TypeScript before 5.0 has no such method: there the import stays unresolved. */
function offerTypes(host: ts.LanguageServiceHost, carried: Carried): void {
  const resolve = host.resolveModuleNameLiterals?.bind(host);
  if (!resolve) return;
  host.resolveModuleNameLiterals = (literals, ...rest) =>
    resolve(literals, ...rest).map((own, index) =>
      own.resolvedModule === undefined && literals[index]?.text === PACKAGE ? { ...own, ...carried } : own,
    );
}
